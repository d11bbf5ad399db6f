package io.lakehousesync.snowflake;

import io.lakehousesync.CatalogColumn;
import io.lakehousesync.CatalogReader;
import io.lakehousesync.KeyRange;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.RowPrint;
import io.lakehousesync.RowSum;
import io.lakehousesync.SyncTable;
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
 * Reads tables as Snowflake serves them, for a verification. Its statements compute, and so start
 * the connection's warehouse: one for some ranges, and one for each range in which rows differ.
 *
 * <p>The role needs OWNERSHIP of the tables, of which SYSTEM$GET_ICEBERG_TABLE_INFORMATION makes
 * sure, and the connection a warehouse. Thread-safe.
 */
public final class SnowflakeCatalogReader implements CatalogReader {
  private final JdbcStatements statements;
  private final SnowflakeClient client;
  private final List<String> namespace;

  private SnowflakeCatalogReader(
      DataSource snowflake, SnowflakeName schema, Duration statementTimeout) {
    statements =
        new JdbcStatements(snowflake, new StatementSettings("lakehouse-sync", statementTimeout));
    client = new JdbcSnowflakeClient(statements);
    namespace = schema.parts();
  }

  /**
   * A reader of the tables in a schema, whose statements may take 10 minutes.
   *
   * @param schema database and schema, as Snowflake reads names
   * @throws IllegalArgumentException if the name has not two parts
   */
  public static SnowflakeCatalogReader of(DataSource snowflake, String schema) {
    return of(snowflake, schema, Duration.ofMinutes(10));
  }

  /**
   * A reader of the tables in a schema.
   *
   * @param schema database and schema, as Snowflake reads names
   * @param statementTimeout how long a statement may run before Snowflake ends it
   * @throws IllegalArgumentException if the name has not two parts
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
  public List<RowSum> sums(
      SyncTable table,
      List<CatalogColumn> columns,
      List<CatalogColumn> key,
      List<KeyRange> ranges) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    List<String> selects = new ArrayList<>();
    for (KeyRange range : ranges) {
      selects.add(
          SnowflakeSql.ROW_SUM.with(
              selects.size(), RowText.row(columns), name, RowText.condition(key, range)));
    }
    List<RowSum> sums = new ArrayList<>();
    ranges.forEach(range -> sums.add(new RowSum(0, BigInteger.ZERO)));
    for (JdbcStatements.Row row : rows(name, String.join(" UNION ALL ", selects))) {
      sums.set(
          Integer.parseInt(value(row, "range_number")),
          new RowSum(
              Long.parseLong(value(row, "row_count")),
              new BigInteger(row.text("checksum").orElse("0"))));
    }
    return sums;
  }

  @Override
  public List<RowPrint> prints(
      SyncTable table, List<CatalogColumn> columns, List<CatalogColumn> key, KeyRange range) {
    SnowflakeName name = SnowflakeName.of(table, namespace);
    String sql =
        SnowflakeSql.ROW_PRINTS.with(
            RowText.row(columns), RowText.key(key), name, RowText.condition(key, range));
    return rows(name, sql).stream()
        .map(
            row ->
                new RowPrint(
                    IntStream.range(0, key.size()).mapToObj(i -> value(row, "k" + i)).toList(),
                    new BigInteger(value(row, "row_print"))))
        .toList();
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
        SnowflakeError.retry(e),
        "Snowflake could not be asked about the rows of %s: %s. Nothing was changed. %s"
            .formatted(name, SnowflakeError.describe(e), SnowflakeError.advice(e)),
        e);
  }
}
