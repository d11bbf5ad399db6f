package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.contract.CatalogRefresherContract;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.testkit.LakehouseUnderTest;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import io.lakehousesync.testkit.snowflake.ExecutedStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The refresher through the real driver, against the stand-in, over snapshots of pg_lake. */
class SnowflakeRefresherIT extends CatalogRefresherContract {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();
  private static final String BASE_URL = LAKEHOUSE.storageBaseUrl();
  private static final EmbeddedSnowflake SNOWFLAKE =
      EmbeddedSnowflake.builder(LAKEHOUSE.s3())
          .externalVolume("LAKE_VOLUME", BASE_URL)
          .catalogIntegration("PG_LAKE_CATALOG")
          .database("RETAIL", "LAKE")
          .start();
  private static final HikariDataSource DATA_SOURCE = pool(2);
  private static final SyncTable TABLE =
      SyncTable.of("snowflake_it.stores", "snowflake_it.iceberg_stores");

  @BeforeEach
  void createTables() throws SQLException {
    postgres("DROP SCHEMA IF EXISTS snowflake_it CASCADE");
    postgres("CREATE SCHEMA snowflake_it");
    postgres("CREATE TABLE snowflake_it.iceberg_stores (id int) USING iceberg");
    snowflake("DROP ICEBERG TABLE IF EXISTS RETAIL.LAKE.ICEBERG_STORES");
  }

  @AfterAll
  static void stop() throws SQLException {
    postgres("DROP SCHEMA IF EXISTS snowflake_it CASCADE");
    DATA_SOURCE.close();
    SNOWFLAKE.close();
  }

  private static HikariDataSource pool(int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(SNOWFLAKE.jdbcUrl());
    config.setDataSourceProperties(SNOWFLAKE.connectionProperties());
    config.setMaximumPoolSize(size);
    return new HikariDataSource(config);
  }

  @Override
  protected CatalogRefresher newRefresher() {
    return builder().createMissing("LAKE_VOLUME", "PG_LAKE_CATALOG").build();
  }

  @Override
  protected SyncTable table() {
    return TABLE;
  }

  @Override
  protected MetadataLocation commit() throws SQLException {
    postgres("INSERT INTO snowflake_it.iceberg_stores VALUES (1)");
    return committed();
  }

  @Override
  protected MetadataLocation commitToAnotherTable() throws SQLException {
    postgres("CREATE TABLE snowflake_it.iceberg_others (id int) USING iceberg");
    postgres("INSERT INTO snowflake_it.iceberg_others VALUES (1)");
    return committed(TableName.parse("snowflake_it.iceberg_others"));
  }

  private static MetadataLocation committed() {
    return committed(TABLE.target());
  }

  private static MetadataLocation committed(TableName table) {
    return Objects.requireNonNull(
        IcebergTablesLocator.of(LAKEHOUSE.postgres()).locations(List.of(table)).get(table));
  }

  @Override
  protected long catalogRows() throws SQLException {
    try (Connection connection = DATA_SOURCE.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT COUNT(*) FROM RETAIL.LAKE.ICEBERG_STORES")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void aChangedTableCostsTwoStatementsAndAnUnchangedOneNone() throws SQLException {
    CatalogRefresher refresher = newRefresher();
    refresher.refresh(TABLE, commit());
    MetadataLocation next = commit();
    int before = SNOWFLAKE.statements().size();

    refresher.refresh(TABLE, next);
    refresher.refresh(TABLE, next);

    assertThat(SNOWFLAKE.statements().subList(before, SNOWFLAKE.statements().size()))
        .extracting(ExecutedStatement::sql)
        .containsExactly(
            "ALTER ICEBERG TABLE \"RETAIL\".\"LAKE\".\"ICEBERG_STORES\" REFRESH '%s'"
                .formatted(next.uri().substring(BASE_URL.length())),
            "SELECT SYSTEM$GET_ICEBERG_TABLE_INFORMATION('\"RETAIL\".\"LAKE\".\"ICEBERG_STORES\"')");
  }

  @Test
  void manyTablesShareFewConnections() throws Exception {
    List<SyncTable> tables =
        IntStream.rangeClosed(1, 200).mapToObj(i -> TABLE.catalogName("MANY_" + i)).toList();
    ExecutorService threads = Executors.newFixedThreadPool(24);
    try (HikariDataSource eight = pool(8)) {
      CatalogRefresher refresher =
          SnowflakeRefresher.builder(eight)
              .storageBaseUrl(BASE_URL)
              .schema("RETAIL.LAKE")
              .createMissing("LAKE_VOLUME", "PG_LAKE_CATALOG")
              .build();
      refreshAll(threads, refresher, tables, commit());
      MetadataLocation next = commit();
      int before = SNOWFLAKE.statements().size();

      refreshAll(threads, refresher, tables, next);
      assertThat(SNOWFLAKE.statements().size() - before).isEqualTo(2 * tables.size());
      refreshAll(threads, refresher, tables, next);
      assertThat(SNOWFLAKE.statements().size() - before).isEqualTo(2 * tables.size());
      assertThat(eight.getHikariPoolMXBean().getTotalConnections()).isLessThanOrEqualTo(8);
    } finally {
      threads.shutdown();
    }
  }

  private static void refreshAll(
      ExecutorService threads,
      CatalogRefresher refresher,
      List<SyncTable> tables,
      MetadataLocation location)
      throws Exception {
    List<Callable<RefreshResult>> calls =
        tables.stream()
            .<Callable<RefreshResult>>map(table -> () -> refresher.refresh(table, location))
            .toList();
    for (Future<RefreshResult> result : threads.invokeAll(calls)) {
      assertThat(result.get().served()).contains(location);
    }
  }

  @Test
  void refreshesACommitThatChangesOnlyTheSchema() throws SQLException {
    CatalogRefresher refresher = newRefresher();
    refresher.refresh(TABLE, commit());
    postgres("ALTER TABLE snowflake_it.iceberg_stores ADD COLUMN city text");
    MetadataLocation location = committed();

    assertThat(refresher.refresh(TABLE, location))
        .isInstanceOf(RefreshResult.Refreshed.class)
        .satisfies(result -> assertThat(result.served()).contains(location));
    snowflake("SELECT CITY FROM RETAIL.LAKE.ICEBERG_STORES");
  }

  @Test
  void tagsItsStatements() throws SQLException {
    builder()
        .createMissing("LAKE_VOLUME", "PG_LAKE_CATALOG")
        .queryTag("mine")
        .build()
        .refresh(TABLE, commit());

    assertThat(SNOWFLAKE.statements())
        .last()
        .extracting(ExecutedStatement::queryTag)
        .isEqualTo(Optional.of("mine"));
  }

  @Test
  void reportsTheQueryIdAndTheQueryTag() throws SQLException {
    CatalogRefresher refresher =
        builder().createMissing("LAKE_VOLUME", "PG_LAKE_CATALOG").queryTag("mine").build();
    refresher.refresh(TABLE, commit());

    RefreshResult result = refresher.refresh(TABLE, commit());

    String refreshed =
        SNOWFLAKE.statements().stream()
            .filter(statement -> statement.sql().startsWith("ALTER ICEBERG TABLE"))
            .reduce((first, second) -> second)
            .orElseThrow()
            .queryId();
    assertThat(result)
        .isInstanceOfSatisfying(
            RefreshResult.Refreshed.class,
            done -> {
              assertThat(done.reference()).contains(refreshed);
              assertThat(done.tag()).contains("mine");
            });
  }

  @Test
  void aMissingTableIsAnErrorWithAdvice() throws SQLException {
    MetadataLocation location = commit();

    assertThatThrownBy(() -> builder().build().refresh(TABLE, location))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("no Iceberg table RETAIL.LAKE.ICEBERG_STORES");
  }

  private static SnowflakeRefresher.Builder builder() {
    return SnowflakeRefresher.builder(DATA_SOURCE).storageBaseUrl(BASE_URL).schema("RETAIL.LAKE");
  }

  private static void postgres(String sql) throws SQLException {
    execute(LAKEHOUSE.postgres(), sql);
  }

  private static void snowflake(String sql) throws SQLException {
    execute(DATA_SOURCE, sql);
  }

  private static void execute(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
