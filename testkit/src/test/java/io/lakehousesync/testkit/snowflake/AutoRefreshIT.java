package io.lakehousesync.testkit.snowflake;

import static io.lakehousesync.testkit.snowflake.StandIn.execute;
import static io.lakehousesync.testkit.snowflake.StandIn.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
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

class AutoRefreshIT {
  private static final String NAME = "\"RETAIL_ANALYTICS\".\"LAKEHOUSE\".\"T\"";
  private static final String CREATE =
      "CREATE ICEBERG TABLE "
          + NAME
          + " CATALOG = 'C' CATALOG_TABLE_NAME = 'iceberg_transactions' AUTO_REFRESH = TRUE";

  private final TestClock clock = new TestClock();
  private final Map<String, String> locations = new ConcurrentHashMap<>();
  private Runnable whenTheCatalogIsAsked = () -> {};

  @TempDir Path directory;
  private StandIn standIn;
  private Connection connection;
  private Table table;

  @BeforeEach
  void start() throws Exception {
    standIn =
        new StandIn(
            directory,
            builder ->
                builder
                    .clock(clock)
                    .managedCatalog(
                        name -> {
                          whenTheCatalogIsAsked.run();
                          return Optional.ofNullable(locations.get(name));
                        }));
    connection = standIn.connect();
    execute(
        connection,
        "CREATE POSTGRES INSTANCE RETAIL_TXNS COMPUTE_FAMILY = 'STANDARD_M' STORAGE_SIZE_GB = 50"
            + " AUTHENTICATION_AUTHORITY = POSTGRES");
    clock.advance(Duration.ofMinutes(10));
    execute(
        connection,
        """
        CREATE CATALOG INTEGRATION "C" CATALOG_SOURCE = SNOWFLAKE_POSTGRES TABLE_FORMAT = ICEBERG
          CATALOG_NAMESPACE = 'public'
          REST_CONFIG = (POSTGRES_INSTANCE = 'RETAIL_TXNS' CATALOG_NAME = 'postgres'
            ACCESS_DELEGATION_MODE = VENDED_CREDENTIALS) ENABLED = TRUE
        """,
        "ALTER CATALOG INTEGRATION \"C\" SET REFRESH_INTERVAL_SECONDS = 60");
    table = newTable("managed");
    publish(table);
  }

  @AfterEach
  void stop() throws SQLException {
    connection.close();
    standIn.close();
  }

  @Test
  void followsTheCatalogAtItsInterval() throws Exception {
    execute(connection, CREATE);
    append();
    append();
    after(Duration.ofSeconds(59));
    assertThat(count()).isEqualTo("0");
    assertThat(status().path("pendingSnapshotCount").asInt()).isEqualTo(2);
    after(Duration.ofSeconds(1));
    assertThat(count()).isEqualTo("2");
    assertThat(status().path("executionState").asText()).isEqualTo("RUNNING");
    assertThat(status().path("pendingSnapshotCount").asInt()).isZero();
    assertThat(status().path("currentMetadataFile").asText())
        .isEqualTo("s3://lake/" + TableOnS3.path(table));
  }

  /**
   * Source: docs.snowflake.com, "Automatically refresh Apache Iceberg tables", error recovery
   * (/en/user-guide/tables-iceberg-auto-refresh).
   */
  @Test
  void aStoppedRefreshIsRestartedByARefreshBetweenOffAndOn() throws Exception {
    execute(connection, CREATE);
    standIn.snowflake.setAutoRefreshState(NAME, AutoRefreshState.STOPPED);
    append();
    after(Duration.ofMinutes(5));
    assertThat(count()).isEqualTo("0");
    assertThat(status().path("executionState").asText()).isEqualTo("STOPPED");
    execute(connection, "ALTER ICEBERG TABLE " + NAME + " SET AUTO_REFRESH = TRUE");
    assertThat(status().path("executionState").asText()).isEqualTo("STOPPED");
    execute(connection, "ALTER ICEBERG TABLE " + NAME + " SET AUTO_REFRESH = FALSE");
    execute(connection, "ALTER ICEBERG TABLE " + NAME + " SET AUTO_REFRESH = TRUE");
    assertThat(status().path("executionState").asText()).isEqualTo("STOPPED");
    execute(connection, "ALTER ICEBERG TABLE " + NAME + " REFRESH");
    assertThat(count()).as("the refresh by hand serves the snapshot at once").isEqualTo("1");
    assertThat(status().path("executionState").asText()).isEqualTo("STOPPED");
    execute(connection, "ALTER ICEBERG TABLE " + NAME + " SET AUTO_REFRESH = FALSE");
    execute(connection, "ALTER ICEBERG TABLE " + NAME + " REFRESH;");
    execute(connection, "ALTER ICEBERG TABLE " + NAME + " SET AUTO_REFRESH = TRUE");
    assertThat(status().path("executionState").asText()).isEqualTo("RUNNING");
    append();
    after(Duration.ofMinutes(1));
    assertThat(count()).isEqualTo("2");
    standIn.snowflake.setAutoRefreshState(NAME, AutoRefreshState.STALLED);
    append();
    after(Duration.ofMinutes(5));
    assertThat(status().path("executionState").asText()).isEqualTo("STALLED");
    standIn.snowflake.setAutoRefreshState(NAME, AutoRefreshState.RUNNING);
    after(Duration.ofMinutes(1));
    assertThat(count()).isEqualTo("3");
    assertThatThrownBy(() -> standIn.snowflake.setAutoRefreshState("T", AutoRefreshState.RUNNING))
        .hasMessage("the name of the table needs its database and schema: T");
  }

  @Test
  void aStateThatIsSetDuringAPollStays() throws Exception {
    execute(connection, CREATE);
    append();
    whenTheCatalogIsAsked =
        () -> standIn.snowflake.setAutoRefreshState(NAME, AutoRefreshState.STOPPED);
    after(Duration.ofMinutes(1));
    whenTheCatalogIsAsked = () -> {};
    assertThat(status().path("executionState").asText()).isEqualTo("STOPPED");
    assertThat(status().path("invalidExecutionStateReason").asText()).isEqualTo("set by the test");
  }

  @Test
  void aFileThatIsMissingStallsItAndAnotherTablesStopsIt() throws Exception {
    execute(connection, CREATE);
    locations.put("public.iceberg_transactions", "s3://lake/none.metadata.json");
    after(Duration.ofMinutes(1));
    assertThat(status().path("executionState").asText()).isEqualTo("STALLED");
    assertThat(status().path("invalidExecutionStateReason").asText()).contains("does not exist");
    append();
    after(Duration.ofMinutes(1));
    assertThat(status().path("executionState").asText()).isEqualTo("RUNNING");
    publish(newTable("other"));
    after(Duration.ofMinutes(1));
    assertThat(status().path("executionState").asText()).isEqualTo("STOPPED");
    publish(table);
    after(Duration.ofMinutes(1));
    assertThat(status().path("executionState").asText()).isEqualTo("STOPPED");
  }

  @Test
  void withoutAutoRefreshItKeepsItsSnapshot() throws Exception {
    execute(connection, CREATE.replace("TRUE", "FALSE"));
    append();
    after(Duration.ofHours(1));
    assertThat(count()).isEqualTo("0");
    assertThat(status().path("executionState").asText()).isEqualTo("STOPPED");
  }

  @Test
  void showsTheStatus() throws Exception {
    execute(connection, CREATE);
    assertThat(
            Json.read(
                    ShowResults.column(
                            connection, "SHOW ICEBERG TABLES LIKE 'T'", "auto_refresh_status")
                        .get(0))
                .path("executionState")
                .asText())
        .isEqualTo("RUNNING");
  }

  @Test
  void rejectsStatementsThatSnowflakeRejects() throws Exception {
    execute(connection, CREATE);
    append();
    RejectedStatement.by(
            connection, "ALTER ICEBERG TABLE " + NAME + " REFRESH '" + TableOnS3.path(table) + "'")
        .with(
            99916, "0A000", "REFRESH with a path cannot be used for RETAIL_ANALYTICS.LAKEHOUSE.T");
    RejectedStatement.by(
            connection, "CREATE ICEBERG TABLE x CATALOG = 'C' CATALOG_TABLE_NAME = 'none'")
        .with(93740, "02000", "'public.none' does not exist in the namespace");
    RejectedStatement.by(
            connection, "CREATE ICEBERG TABLE x CATALOG = 'D' CATALOG_TABLE_NAME = 'none'")
        .with(393923, "42601", "must have EXTERNAL_VOLUME defined");
    RejectedStatement.by(
            connection,
            "CREATE ICEBERG TABLE x CATALOG = 'PG_LAKE_CATALOG' CATALOG_TABLE_NAME = 'none'")
        .with(99916, "0A000", "cannot be used with CATALOG_SOURCE = OBJECT_STORE");
    execute(connection, StandIn.register("files", table));
    RejectedStatement.by(connection, "ALTER ICEBERG TABLE files REFRESH")
        .with(99902, "22023", "RETAIL_ANALYTICS.LAKEHOUSE.FILES needs a path");
    RejectedStatement.by(connection, "SELECT SYSTEM$AUTO_REFRESH_STATUS('files')")
        .with(99916, "0A000", "has no automated refresh");
    RejectedStatement.by(connection, StandIn.register("files2", table) + " AUTO_REFRESH = TRUE")
        .with(1003, "42000", "invalid property 'AUTO_REFRESH'");
  }

  /**
   * Sources: docs.snowflake.com, "Automatically refresh Apache Iceberg tables"
   * (/en/user-guide/tables-iceberg-auto-refresh), and for the status terraform-provider-snowflake,
   * pkg/sdk/testint/iceberg_tables_integration_test.go.
   */
  @Test
  void autoRefreshOfFilesInObjectStorageIsAcceptedAndDoesNothing() throws Exception {
    execute(connection, StandIn.register("files", table));
    append();

    execute(connection, "ALTER ICEBERG TABLE files SET AUTO_REFRESH = TRUE");
    after(Duration.ofHours(1));

    String show = "SHOW ICEBERG TABLES LIKE 'FILES'";
    assertThat(ShowResults.column(connection, show, "auto_refresh_status").get(0))
        .contains("RUNNING");
    assertThat(ShowResults.column(connection, show, "catalog_table_name")).containsExactly("null");
    assertThat(rows(connection, "SELECT COUNT(*) FROM files")).containsExactly("0");
    execute(connection, StandIn.refresh("files", table));
    assertThat(rows(connection, "SELECT COUNT(*) FROM files")).containsExactly("1");
    execute(connection, "ALTER ICEBERG TABLE files SET AUTO_REFRESH = FALSE");
    assertThat(ShowResults.column(connection, show, "auto_refresh_status")).containsExactly("null");
  }

  private Table newTable(String name) {
    return standIn.newTable(
        name, new Schema(Types.NestedField.required(1, "id", Types.LongType.get())));
  }

  private void publish(Table current) {
    locations.put("public.iceberg_transactions", "s3://lake/" + TableOnS3.path(current));
  }

  private void append() throws Exception {
    new TableWriter(table).append(new Object[] {1L});
    publish(table);
  }

  private void after(Duration time) {
    clock.advance(time);
    standIn.snowflake.runTasks();
  }

  private String count() throws SQLException {
    return rows(connection, "SELECT COUNT(*) FROM " + NAME).get(0);
  }

  private JsonNode status() throws SQLException {
    return Json.read(rows(connection, "SELECT SYSTEM$AUTO_REFRESH_STATUS('" + NAME + "')").get(0));
  }
}
