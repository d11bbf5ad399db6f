package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.postgres.OneConnection.Driver;
import io.lakehousesync.postgres.internal.maintenance.VacuumStatement;
import io.lakehousesync.postgres.report.VacuumResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.RepairPlan;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections go back to the host as they came. Transactions of the host are not touched. */
class SessionStateIT {
  private static final SyncTable SALES = SyncTable.of("core_it.sales", "core_it.iceberg_sales");
  private static final List<SyncTable> ALL = List.of(SALES);
  private static final Duration LONG = Duration.ofMinutes(1);

  /** What a host can call with its data source. What runs before the call is prepared first. */
  private static final Map<String, Function<DataSource, Runnable>> CALLS =
      Map.ofEntries(
          call("copy", postgres -> PgLakeSource.of(postgres).copy(SALES)),
          call("validate", postgres -> PgLakeSource.of(postgres).validate(SALES)),
          Map.entry("check for changes", SessionStateIT::checkAfterACopy),
          call("set-up", postgres -> PgLakeSetup.of(postgres).apply(ALL)),
          call("check of the set-up", postgres -> PgLakeSetup.of(postgres).check(ALL)),
          call("new baseline", postgres -> PgLakeSetup.of(postgres).newBaseline(SALES)),
          call("teardown", postgres -> PgLakeSetup.of(postgres).teardown(ALL)),
          call("doctor", postgres -> PgLakeDoctor.of(postgres).examine(ALL)),
          call("values", postgres -> PgLakeDoctor.of(postgres).examineValues(ALL, LONG)),
          call(
              "locate",
              postgres -> IcebergTablesLocator.of(postgres).locate(List.of(SALES.target()))),
          call(
              "locate with the lock",
              postgres -> IcebergTablesLocator.of(postgres).withNewest(SALES.target(), l -> {})),
          call("verification", postgres -> PgLakeVerifier.of(postgres).verify(SALES)),
          Map.entry("repair", SessionStateIT::repairAfterAVerification),
          call("horizon", postgres -> PgHorizon.of(postgres).oldest()),
          call("checkpoints", postgres -> CheckpointObserver.of(postgres).read(ALL)),
          call("VACUUM", SessionStateIT::vacuum));

  private interface Call {
    void run(DataSource postgres);
  }

  private static Map.Entry<String, Function<DataSource, Runnable>> call(String name, Call call) {
    return Map.entry(name, postgres -> () -> call.run(postgres));
  }

  private static Runnable prepared(String call, OneConnection one) {
    return Objects.requireNonNull(CALLS.get(call), call).apply(one.dataSource());
  }

  private static Runnable checkAfterACopy(DataSource postgres) {
    PgLakeSource source = PgLakeSource.of(postgres);
    source.copy(SALES);
    return () -> source.unchanged(ALL);
  }

  private static Runnable repairAfterAVerification(DataSource postgres) {
    PgLakeVerifier verifier = PgLakeVerifier.of(postgres);
    RepairPlan plan = RepairPlan.of(verifier.verify(SALES));
    assertThat(plan.ranges()).isNotEmpty();
    return () -> verifier.repair(plan);
  }

  private static void vacuum(DataSource postgres) {
    VacuumResult result = new VacuumStatement(postgres, LONG).run(SALES.target());
    if (result instanceof VacuumResult.Failed failed) {
      throw failed.failure();
    }
    assertThat(result).isInstanceOf(VacuumResult.Done.class);
  }

  @BeforeEach
  void createTablesThatDiffer() throws SQLException {
    TestSchema.recreate(
        "CREATE TABLE core_it.sales (id int PRIMARY KEY, amount numeric(12,2));"
            + "INSERT INTO core_it.sales VALUES (1, 1), (2, 2)");
    PgLakeSetup.of(TestSchema.postgres()).apply(ALL);
    SyncSourceContract.copyAll(PgLakeSource.of(TestSchema.copier()), SALES);
    TestSchema.execute("DELETE FROM core_it.iceberg_sales WHERE id = 1");
  }

  static Stream<Arguments> callsInBothModes() {
    return CALLS.keySet().stream()
        .sorted()
        .flatMap(call -> Stream.of(true, false).map(mode -> Arguments.of(call, mode)));
  }

  @ParameterizedTest
  @MethodSource("callsInBothModes")
  void connectionGoesBackAsItCame(String call, boolean autoCommit) throws SQLException {
    try (OneConnection one = new OneConnection(TestSchema.postgres(), Driver.REACHABLE)) {
      TestSchema.execute(one.connection(), "SET lock_timeout = '7s'; SET TimeZone = 'Asia/Tokyo'");
      one.connection().setAutoCommit(autoCommit);
      String before = one.state();

      prepared(call, one).run();

      assertThat(one.returned()).isNotEmpty().containsOnly(before);
      assertThat(TestSchema.value(one.connection(), "SHOW lock_timeout")).isEqualTo("7s");
      assertThat(TestSchema.value(one.connection(), "SHOW TimeZone")).isEqualTo("Asia/Tokyo");
    }
  }

  /** How the host's transaction was begun, and whether its driver is visible. */
  private enum HostTransaction {
    AUTO_COMMIT_OFF,
    BEGIN,
    FAILED,
    HIDDEN_DRIVER
  }

  static Stream<Arguments> callsInATransaction() {
    return Stream.concat(
        CALLS.keySet().stream()
            .sorted()
            .map(call -> Arguments.of(call, HostTransaction.AUTO_COMMIT_OFF)),
        Stream.of(HostTransaction.values()).map(in -> Arguments.of("check for changes", in)));
  }

  @ParameterizedTest
  @MethodSource("callsInATransaction")
  void transactionOfTheHostIsRefusedAndGoesOn(String name, HostTransaction transaction)
      throws SQLException {
    try (OneConnection one =
        new OneConnection(
            TestSchema.postgres(),
            transaction == HostTransaction.HIDDEN_DRIVER ? Driver.HIDDEN : Driver.REACHABLE)) {
      Runnable call = prepared(name, one);
      begin(one, transaction);
      String before = one.state();
      one.returned().clear();
      one.statements().clear();

      assertThatThrownBy(call::run)
          .isInstanceOfSatisfying(
              NotAppliedException.class, e -> assertThat(e.retry()).isEqualTo(Retry.POINTLESS))
          .hasMessageEndingWith(
              ": the data source returned a connection that is in a transaction of the application."
                  + " Nothing was executed, and that transaction goes on. Use a data source that"
                  + " takes no part in transactions, such as the pool behind Spring's"
                  + " TransactionAwareDataSourceProxy.");

      assertThat(one.statements()).isEmpty();
      assertThat(one.returned()).containsExactly(before);
      TestSchema.execute(one.connection(), "ROLLBACK");
      assertThat(TestSchema.rows("SELECT id FROM core_it.sales WHERE id = 3")).isEmpty();
    }
  }

  private static void begin(OneConnection one, HostTransaction transaction) throws SQLException {
    if (transaction == HostTransaction.BEGIN) {
      TestSchema.execute(one.connection(), "BEGIN");
    } else {
      one.connection().setAutoCommit(false);
    }
    TestSchema.execute(one.connection(), "INSERT INTO core_it.sales VALUES (3, 3)");
    if (transaction == HostTransaction.FAILED) {
      assertThatThrownBy(() -> TestSchema.execute(one.connection(), "SELECT 1 / 0"))
          .isInstanceOf(SQLException.class);
    }
  }
}
