package io.lakehousesync.postgres;

import io.lakehousesync.testkit.LakehouseUnderTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Gives each test an empty schema in the lakehouse under test. */
abstract class PostgresIT {
  static final String SCHEMA = "core_it";

  static final DataSource POSTGRES = LakehouseUnderTest.shared().postgres();

  @BeforeEach
  void createSchema() throws SQLException {
    execute("DROP SCHEMA IF EXISTS core_it CASCADE; CREATE SCHEMA core_it");
  }

  @AfterEach
  void dropSchema() throws SQLException {
    execute("DROP SCHEMA core_it CASCADE");
  }

  static void execute(String sql) throws SQLException {
    try (Connection connection = POSTGRES.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static long number(String query) throws SQLException {
    try (Connection connection = POSTGRES.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
