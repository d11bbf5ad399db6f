package io.lakehousesync.examples.trials.kill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.examples.trials.workload.RowComparison.Row;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.spi.MetadataLocation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/** The tables in Snowflake, queried without the library. */
final class ServedTables {
  private static final Comparator<Row> ORDER =
      Comparator.comparingLong(Row::id).thenComparingInt(Row::version);

  private final DataSource snowflake;
  private final String schema;

  ServedTables(DataSource snowflake, String schema) {
    this.snowflake = snowflake;
    this.schema = schema;
  }

  /** Creates the database and the schema. */
  void prepare() throws SQLException {
    String database = schema.substring(0, schema.indexOf('.'));
    execute("CREATE DATABASE IF NOT EXISTS " + database);
    execute("CREATE SCHEMA IF NOT EXISTS " + schema);
  }

  /** Drops a table whose Iceberg table no longer exists. */
  void drop(TableProfile profile) throws SQLException {
    execute("DROP ICEBERG TABLE IF EXISTS " + name(profile));
  }

  /**
   * Compares the served table with the Iceberg table.
   *
   * @param last the Iceberg table's last snapshot
   * @param rows the rows of the Iceberg table
   */
  ServedState compare(TableProfile profile, MetadataLocation last, List<Row> rows)
      throws SQLException {
    if (!last.uri().equals(location(profile))) {
      return ServedState.ANOTHER;
    }
    List<Row> expected = new ArrayList<>(rows);
    List<Row> served = rows(profile);
    expected.sort(ORDER);
    served.sort(ORDER);
    return expected.equals(served) ? ServedState.LAST : ServedState.OTHER_ROWS;
  }

  private String location(TableProfile profile) throws SQLException {
    try (Connection connection = snowflake.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION('%s')".formatted(name(profile)))) {
      row.next();
      return new ObjectMapper().readTree(row.getString(1)).path("metadataLocation").asText();
    } catch (JsonProcessingException e) {
      throw new SQLException("the information about %s is not JSON".formatted(name(profile)), e);
    }
  }

  private List<Row> rows(TableProfile profile) throws SQLException {
    try (Connection connection = snowflake.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT ID, VERSION FROM " + name(profile))) {
      List<Row> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(new Row(result.getLong(1), result.getInt(2)));
      }
      return rows;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = snowflake.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String name(TableProfile profile) {
    String table = "iceberg_" + profile.name().replace('-', '_');
    return schema + "." + table.toUpperCase(Locale.ROOT);
  }
}
