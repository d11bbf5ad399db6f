package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Large tables that are read and written without a pause while they are set up. */
@Tag("slow")
class SetupUnderTrafficIT {
  private static final int ROWS = 2_000_000;
  private static final Duration SHUT_OUT = Duration.ofSeconds(1);

  private static final String PLAIN =
      """
      CREATE TABLE core_it.sales (id int PRIMARY KEY, customer text, amount int);
      """;

  private static final String PARTITIONED =
      """
      CREATE TABLE core_it.sales (id int PRIMARY KEY, customer text, amount int)
        PARTITION BY RANGE (id);
      CREATE TABLE core_it.sales_1 PARTITION OF core_it.sales FOR VALUES FROM (0) TO (500000);
      CREATE TABLE core_it.sales_2 PARTITION OF core_it.sales FOR VALUES FROM (500000) TO (1000000);
      CREATE TABLE core_it.sales_3 PARTITION OF core_it.sales FOR VALUES FROM (1000000) TO (MAXVALUE)
        PARTITION BY HASH (id);
      CREATE TABLE core_it.sales_3_0 PARTITION OF core_it.sales_3
        FOR VALUES WITH (MODULUS 2, REMAINDER 0);
      CREATE TABLE core_it.sales_3_1 PARTITION OF core_it.sales_3
        FOR VALUES WITH (MODULUS 2, REMAINDER 1);
      """;

  static List<String> tables() {
    return List.of(PLAIN, PARTITIONED);
  }

  private static void create(String table) throws SQLException {
    TestSchema.recreate(table);
    TestSchema.execute(
        "INSERT INTO core_it.sales SELECT i, 'customer ' || i, 1 FROM generate_series(0, %d) AS i"
            .formatted(ROWS - 1));
    TestSchema.execute("VACUUM ANALYZE core_it.sales");
  }

  @ParameterizedTest
  @MethodSource("tables")
  void readersAreNotShutOutWhileATableIsSetUpAndTornDown(String ddl) throws Exception {
    create(ddl);
    SyncTable table = SyncTable.of("core_it.sales", "core_it.iceberg_sales");
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());

    try (Traffic traffic = traffic()) {
      setup.apply(List.of(table));

      assertThat(traffic.longestRead()).as("set-up").isLessThan(SHUT_OUT);
      assertThat(setup.plan(List.of(table))).isEmpty();

      setup.teardown(List.of(table));

      assertThat(traffic.longestRead()).as("teardown").isLessThan(SHUT_OUT);
    }
  }

  @ParameterizedTest
  @MethodSource("tables")
  void readersAreNotShutOutWhileAMarkedTableIsSetUp(String ddl) throws Exception {
    create(ddl);
    SyncTable table =
        SyncTable.of("core_it.sales", "core_it.iceberg_sales")
            .tracking(ChangeTracking.marker("synced_at"));
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());

    try (Traffic traffic = traffic()) {
      setup.apply(List.of(table));

      assertThat(traffic.longestRead()).isLessThan(SHUT_OUT);
      assertThat(setup.plan(List.of(table))).isEmpty();
    }
  }

  private static Traffic traffic() throws SQLException {
    return new Traffic()
        .readers(2, "SELECT amount FROM core_it.sales WHERE id = ?", ROWS)
        .writers(2, "UPDATE core_it.sales SET amount = amount + 1 WHERE id = ?", ROWS)
        .start();
  }
}
