package io.lakehousesync.testkit.snowflake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of Snowflake's own, of which no more is here than a log table needs. Thread-safe.
 *
 * <p>Reads see what is committed, and what their own transaction inserted. Source:
 * docs.snowflake.com, "Transactions" (/en/sql-reference/transactions).
 */
final class PlainTable {
  private final TableName name;
  private final Map<String, DataType> columns;
  private final String comment;
  private final Instant createdOn;
  private final List<List<String>> rows = new ArrayList<>();

  PlainTable(TableName name, Map<String, DataType> columns, String comment, Instant createdOn) {
    this.name = name;
    this.columns = new LinkedHashMap<>(columns);
    this.comment = comment;
    this.createdOn = createdOn;
  }

  TableName name() {
    return name;
  }

  String comment() {
    return comment;
  }

  Instant createdOn() {
    return createdOn;
  }

  List<String> columnNames() {
    return List.copyOf(columns.keySet());
  }

  /** The engine's types by the names of the columns, in their order. */
  Map<String, String> engineTypes() {
    Map<String, String> types = new LinkedHashMap<>();
    columns.forEach((column, type) -> types.put(column, type.engineType()));
    return types;
  }

  /** Adds rows whose values are the engine's literals. */
  synchronized void append(List<List<String>> more) {
    rows.addAll(more);
  }

  synchronized List<List<String>> rows() {
    return List.copyOf(rows);
  }
}
