package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.Difference;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Verification while other sessions write and copy: no pending row may be a fault. {@code
 * -Dverify.seconds} sets the duration.
 */
@Tag("slow")
class VerifyUnderLoadIT {
  private static final Duration TIME = Duration.ofSeconds(Long.getLong("verify.seconds", 4));
  private static final int LEAST_RANGES = 20;
  private static final int WRITERS = 3;
  private static final int KEYS = 400;

  @ParameterizedTest
  @ValueSource(strings = {"xid", "xid-append", "marker", "marker-append", "ordered", "queue"})
  void pendingRowsAreNotFaults(String tracking) throws Exception {
    SyncTable table = Objects.requireNonNull(VerifiedTables.byTracking().get(tracking));
    VerifiedTables.create(table, VerifiedTables.KEY);
    VerifiedTables.insert(0, KEYS / 2);
    VerifiedTables.copy(table);
    PgLakeVerifier verifier = PgLakeVerifier.builder(TestSchema.postgres()).rangeRows(60).build();
    AtomicBoolean stopped = new AtomicBoolean();
    BooleanSupplier running = () -> !stopped.get();
    ExecutorService others = Executors.newFixedThreadPool(WRITERS + 1);
    List<Future<?>> work = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Random random = new Random(tracking.hashCode() + i);
      work.add(others.submit(repeat(running, () -> write(random, tracking))));
    }
    SyncSource source = PgLakeSource.builder(TestSchema.copier()).batchRows(37).build();
    work.add(others.submit(repeat(running, () -> source.copy(table))));

    long begun = System.nanoTime();
    int ranges = 0;
    ContinuousVerification steps = verifier.continuously(table);
    try {
      while (ranges < LEAST_RANGES || System.nanoTime() - begun < TIME.toNanos()) {
        assertNoFault(steps.next().differences());
        ranges++;
      }
    } finally {
      stopped.set(true);
    }

    for (Future<?> each : work) {
      each.get();
    }
    others.shutdown();
    // The first copy may only complete the pages of an older snapshot.
    VerifiedTables.copy(table);
    VerifiedTables.copy(table);
    assertNoFault(verifier.verify(table).differences());
    assertThat(verifier.verify(table).counts().heapRows())
        .isEqualTo(TestSchema.number("SELECT count(*) FROM core_it.heap"));
    System.out.println(tracking + ": " + ranges + " ranges verified under load");
  }

  private static void assertNoFault(List<Difference> differences) {
    assertThat(differences).noneMatch(d -> d.cause() == Difference.Cause.FAULT);
  }

  private static Callable<Integer> repeat(BooleanSupplier running, Callable<?> work) {
    return () -> {
      int times = 0;
      while (running.getAsBoolean()) {
        work.call();
        times++;
      }
      return times;
    };
  }

  /** Runs one transaction: some statements, sometimes a savepoint, a delay, or a rollback. */
  private static Void write(Random random, String tracking) throws SQLException {
    try (Connection connection = TestSchema.postgres().getConnection()) {
      connection.setAutoCommit(false);
      try {
        int statements = 1 + random.nextInt(3);
        for (int i = 0; i < statements; i++) {
          boolean undo = random.nextInt(5) == 0;
          if (undo) {
            TestSchema.execute(connection, "SAVEPOINT s");
          }
          TestSchema.execute(connection, statement(random, tracking));
          if (undo) {
            TestSchema.execute(connection, "ROLLBACK TO s");
          }
        }
        if (random.nextInt(4) == 0) {
          TestSchema.execute(
              connection, "SELECT pg_sleep(%s)".formatted(random.nextInt(80) / 1000.0));
        }
        if (random.nextInt(8) == 0) {
          connection.rollback();
        } else {
          connection.commit();
        }
      } catch (SQLException e) {
        connection.rollback();
        // Writers collide with each other: duplicate keys and deadlocks.
        if (!List.of("23505", "40P01").contains(e.getSQLState())) {
          throw e;
        }
      }
    }
    return null;
  }

  private static String statement(Random random, String tracking) {
    int row = random.nextInt(KEYS);
    String where = " WHERE a = %d AND b = '%s'".formatted(row / 10, VerifiedTables.b(row));
    return switch (random.nextInt(10)) {
      case 0, 1, 2 ->
          "INSERT INTO core_it.heap (a, b, note) VALUES (%d, '%s', 'n%d')"
              .formatted(row / 10, VerifiedTables.b(row), random.nextInt());
      case 3 -> "DELETE FROM core_it.heap" + where;
      case 4 ->
          tracking.equals("ordered")
              ? "UPDATE core_it.heap SET note = 'u'" + where
              : "UPDATE core_it.heap SET a = %d".formatted(random.nextInt(KEYS / 10)) + where;
      case 5 ->
          "UPDATE core_it.heap SET small = %d WHERE a = %d"
              .formatted(random.nextInt(1000), row / 10);
      default -> "UPDATE core_it.heap SET amount = %d".formatted(random.nextInt(1000)) + where;
    };
  }
}
