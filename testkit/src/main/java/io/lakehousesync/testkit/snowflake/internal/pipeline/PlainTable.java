package io.lakehousesync.testkit.snowflake.internal.pipeline;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.value.DataType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table that is not an Iceberg table. It has the features that a log table needs. Thread-safe.
 *
 * <p>A query sees committed rows, and rows that its own transaction inserted. Source:
 * docs.snowflake.com, "Transactions" (/en/sql-reference/transactions).
 */
public final class PlainTable {
  private final ObjectName name;
  private final Map<String, DataType> columns;
  private final String comment;
  private final Instant createdOn;
  private final List<List<String>> rows = new ArrayList<>();

  public PlainTable(
      ObjectName name, Map<String, DataType> columns, String comment, Instant createdOn) {
    this.name = name;
    this.columns = new LinkedHashMap<>(columns);
    this.comment = comment;
    this.createdOn = createdOn;
  }

  public ObjectName name() {
    return name;
  }

  public String comment() {
    return comment;
  }

  public Instant createdOn() {
    return createdOn;
  }

  public List<String> columnNames() {
    return List.copyOf(columns.keySet());
  }

  /** Returns the types of the engine (DuckDB) by column name, in the order of the columns. */
  public Map<String, String> engineTypes() {
    Map<String, String> types = new LinkedHashMap<>();
    columns.forEach((column, type) -> types.put(column, type.engineType()));
    return types;
  }

  /** Adds rows. Each value is a literal in the SQL of the engine (DuckDB). */
  synchronized void append(List<List<String>> more) {
    rows.addAll(more);
  }

  public synchronized List<List<String>> rows() {
    return List.copyOf(rows);
  }
}
