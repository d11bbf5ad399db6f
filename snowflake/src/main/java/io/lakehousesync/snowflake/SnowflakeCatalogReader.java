package io.lakehousesync.snowflake;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.snowflake.internal.refresh.JdbcSnowflakeClient;
import io.lakehousesync.snowflake.internal.refresh.SnowflakeClient;
import io.lakehousesync.snowflake.internal.sql.ColumnNames;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.RowText;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.internal.sql.StatementSettings;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.CatalogColumn;
import io.lakehousesync.verify.CatalogReader;
import io.lakehousesync.verify.KeyRange;
import io.lakehousesync.verify.RowChecksum;
import io.lakehousesync.verify.RowHash;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Reads tables as Snowflake serves them, for verification. It sends one statement for several key
 * ranges, and then one statement for each range in which rows differ. Before the first of them, it
 * reads the names of the table's columns. These statements resume the connection's warehouse. A
 * running warehouse costs money.
 *
 * <p>The connection needs a warehouse. The role needs OWNERSHIP of the tables, because
 * SYSTEM$GET_ICEBERG_TABLE_INFORMATION requires it. Thread-safe.
 */
public final class SnowflakeCatalogReader implements CatalogReader {
  private final JdbcStatements statements;
  private final SnowflakeClient client;
  private final ColumnNames columnNames;
  private final List<String> namespace;

  private SnowflakeCatalogReader(
      DataSource snowflake, SnowflakeName schema, Duration statementTimeout) {
    statements =
        new JdbcStatements(snowflake, new StatementSettings("lakehouse-sync", statementTimeout));
    client = new JdbcSnowflakeClient(statements);
    columnNames = new ColumnNames(statements);
    namespace = schema.parts();
  }

  /**
   * Returns a reader of the tables in a schema. Snowflake cancels a statement that runs longer than
   * 10 minutes.
   *
   * @param schema database and schema, in Snowflake's notation
   * @throws IllegalArgumentException if the name does not have two parts
   */
  public static SnowflakeCatalogReader of(DataSource snowflake, String schema) {
    return of(snowflake, schema, Duration.ofMinutes(10));
  }

  /**
   * Returns a reader of the tables in a schema.
   *
   * @param schema database and schema, in Snowflake's notation
   * @param statementTimeout how long a statement may run before Snowflake cancels it
   * @throws IllegalArgumentException if the name does not have two parts
   */
  public static SnowflakeCatalogReader of(
      DataSource snowflake, String schema, Duration statementTimeout) {
    return new SnowflakeCatalogReader(
        Objects.requireNonNull(snowflake, "snowflake"),
        SnowflakeName.schema(schema),
        statementTimeout);
  }

  @Override
  public Optional<MetadataLocation> served(SyncTable table) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    try {
      return client.served(name);
    } catch (SQLException e) {
      throw notRead(name, e);
    }
  }

  @Override
  public List<RowChecksum> checksums(
      SyncTable table,
      List<CatalogColumn> columns,
      List<CatalogColumn> key,
      List<KeyRange> ranges) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    List<CatalogColumn> values = inSnowflake(name, columns);
    List<CatalogColumn> keys = inSnowflake(name, key);
    List<String> selects = new ArrayList<>();
    for (KeyRange range : ranges) {
      selects.add(
          SnowflakeSql.ROW_SUM.with(
              selects.size(), RowText.row(values), name, RowText.condition(keys, range)));
    }
    List<RowChecksum> sums = new ArrayList<>();
    ranges.forEach(range -> sums.add(new RowChecksum(0, BigInteger.ZERO)));
    for (JdbcStatements.Row row : rows(name, String.join(" UNION ALL ", selects))) {
      sums.set(
          Integer.parseInt(value(row, "range_number")),
          new RowChecksum(
              Long.parseLong(value(row, "row_count")),
              new BigInteger(row.text("checksum").orElse("0"))));
    }
    return sums;
  }

  @Override
  public List<RowHash> rowHashes(
      SyncTable table, List<CatalogColumn> columns, List<CatalogColumn> key, KeyRange range) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    List<CatalogColumn> keys = inSnowflake(name, key);
    String sql =
        SnowflakeSql.ROW_PRINTS.with(
            RowText.row(inSnowflake(name, columns)),
            RowText.key(keys),
            name,
            RowText.condition(keys, range));
    return rows(name, sql).stream()
        .map(
            row ->
                new RowHash(
                    IntStream.range(0, key.size()).mapToObj(i -> value(row, "k" + i)).toList(),
                    new BigInteger(value(row, "row_print"))))
        .toList();
  }

  private List<CatalogColumn> inSnowflake(SnowflakeName name, List<CatalogColumn> columns) {
    try {
      return columnNames.inSnowflake(name, columns);
    } catch (SQLException e) {
      throw notRead(name, e);
    }
  }

  private List<JdbcStatements.Row> rows(SnowflakeName name, String sql) {
    try {
      return statements.rows(sql);
    } catch (SQLException e) {
      throw notRead(name, e);
    }
  }

  private static String value(JdbcStatements.Row row, String column) {
    return row.text(column)
        .orElseThrow(() -> new IllegalStateException("Snowflake returned no " + column));
  }

  private static NotAppliedException notRead(SnowflakeName name, SQLException e) {
    return new NotAppliedException(
        SnowflakeErrors.retry(e),
        "Reading the rows of %s in Snowflake failed: %s. Nothing was changed. %s"
            .formatted(name, SnowflakeErrors.describe(e), SnowflakeErrors.advice(e)),
        e);
  }
}
