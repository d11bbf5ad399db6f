package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkedDatabaseIT {
  private static final String LINK =
      "CREATE DATABASE LINKED LINKED_CATALOG = (CATALOG = 'C', ALLOWED_NAMESPACES = ('public'),"
          + " ALLOWED_WRITE_OPERATIONS = NONE)";

  private final TestClock clock = new TestClock();
  private final Map<String, String> locations = new ConcurrentHashMap<>();

  @TempDir Path directory;
  private StandIn standIn;
  private Connection connection;

  @BeforeEach
  void start() throws Exception {
    standIn =
        new StandIn(
            directory,
            builder ->
                builder
                    .clock(clock)
                    .managedTables(locations::keySet)
                    .managedCatalog(name -> Optional.ofNullable(locations.get(name))));
    connection = standIn.connect();
    execute(
        connection,
        "CREATE POSTGRES INSTANCE RETAIL_TXNS COMPUTE_FAMILY = 'STANDARD_M' STORAGE_SIZE_GB = 50"
            + " AUTHENTICATION_AUTHORITY = POSTGRES");
    clock.advance(Duration.ofMinutes(10));
    execute(
        connection,
        "CREATE CATALOG INTEGRATION C CATALOG_SOURCE = SNOWFLAKE_POSTGRES TABLE_FORMAT = ICEBERG"
            + " CATALOG_NAMESPACE = 'public' REST_CONFIG = (POSTGRES_INSTANCE = 'RETAIL_TXNS'"
            + " CATALOG_NAME = 'postgres' ACCESS_DELEGATION_MODE = VENDED_CREDENTIALS) ENABLED = TRUE");
  }

  @AfterEach
  void stop() throws Exception {
    connection.close();
    standIn.close();
  }

  @Test
  void findsTheTablesOfItsNamespacesAndFollowsThem() throws Exception {
    execute(connection, LINK);
    Table table = publish("public.stores");
    publish("other.stores");
    standIn.snowflake.runTasks();
    assertThat(rows(connection, "SELECT COUNT(*) FROM LINKED.\"public\".\"stores\""))
        .containsExactly("0");
    assertThat(ShowResults.column(connection, "SHOW SCHEMAS IN DATABASE LINKED", "name"))
        .containsExactly("public");

    new TableWriter(table).append(new Object[] {1L});
    locations.put("public.stores", "s3://lake/" + TableOnS3.path(table));
    clock.advance(Duration.ofMinutes(1));
    standIn.snowflake.runTasks();

    assertThat(rows(connection, "SELECT COUNT(*) FROM LINKED.\"public\".\"stores\""))
        .containsExactly("1");
  }

  /**
   * Source: docs.snowflake.com, "Use a catalog-linked database for Apache Iceberg tables"
   * (/en/user-guide/tables-iceberg-catalog-linked-database).
   */
  @Test
  void columnsKeepTheirNamesInTheCatalog() throws Exception {
    execute(connection, LINK);
    publish("public.stores");
    standIn.snowflake.runTasks();
    String select = "SELECT %s FROM LINKED.\"public\".\"stores\"";
    execute(connection, select.formatted("\"id\""));
    for (String name : List.of("\"ID\"", "id")) {
      RejectedStatement.by(connection, select.formatted(name))
          .with(904, "42000", "invalid identifier 'ID'");
    }
    assertThat(
            ShowResults.column(
                connection, "DESCRIBE ICEBERG TABLE LINKED.\"public\".\"stores\"", "name"))
        .containsExactly("id");
  }

  @Test
  void showsItsLink() throws SQLException {
    execute(connection, LINK);

    assertThat(rows(connection, "SELECT SYSTEM$GET_CATALOG_LINKED_DATABASE_CONFIG('LINKED')"))
        .containsExactly("{\"catalog_integration\":\"C\",\"allowed_namespaces\":[\"public\"]}");
  }

  @Test
  void rejectsStatementsThatSnowflakeRejects() throws SQLException {
    RejectedStatement.by(connection, LINK.replace("'C'", "'NONE'")).with(2003, "02000", "NONE");
    RejectedStatement.by(connection, LINK.replace("'C'", "'PG_LAKE_CATALOG'"))
        .with(99916, "0A000", "cannot be used with CATALOG_SOURCE = OBJECT_STORE");
    RejectedStatement.by(connection, LINK.replace("= NONE", "= ALL"))
        .with(2029, "42601", "ALLOWED_WRITE_OPERATIONS = NONE");
    RejectedStatement.by(connection, LINK.replace(", ALLOWED_WRITE_OPERATIONS = NONE", ""))
        .with(2029, "42601", "ALLOWED_WRITE_OPERATIONS = NONE");
    RejectedStatement.by(connection, LINK.replace("DATABASE", "DATABASE IF NOT EXISTS"))
        .with(1003, "42000", "LINKED_CATALOG");
    execute(connection, LINK);
    RejectedStatement.by(connection, LINK).with(2002, "42710", "LINKED");
    RejectedStatement.by(connection, "CREATE SCHEMA LINKED.S")
        .with(1003, "42000", "'LINKED' is a catalog-linked database");
    RejectedStatement.by(connection, "DROP CATALOG INTEGRATION C").with(99907, "55006", "LINKED");
    RejectedStatement.by(
            connection, "SELECT SYSTEM$GET_CATALOG_LINKED_DATABASE_CONFIG('RETAIL_ANALYTICS')")
        .with(1003, "42000", "'RETAIL_ANALYTICS' is not a catalog-linked database");
  }

  private Table publish(String name) {
    Table table =
        standIn.newTable(
            name.replace('.', '_'),
            new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
    locations.put(name, "s3://lake/" + TableOnS3.path(table));
    return table;
  }
}
