package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of overlapping transactions. Two hosts copy only tables that a check does not
 * report as unchanged. Whenever it reports a table as unchanged, the Iceberg table has all
 * committed rows.
 */
@Tag("slow")
class UnchangedHistoriesIT {
  private static final int STEPS = Integer.getInteger("steps", 120);
  private static final List<SyncTable> TABLES =
      Stream.of("a", "b", "c")
          .map(name -> SyncTable.of("core_it." + name, "core_it.iceberg_" + name))
          .map(table -> table.mode(WriteMode.UPSERT))
          .toList();

  private final List<Connection> writers = new ArrayList<>();

  static Stream<ChangeTracking> kinds() {
    return Stream.of(
        ChangeTracking.xid(), ChangeTracking.queue(), ChangeTracking.marker("synced_at"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void unchangedTableHasAllCommittedRows(ChangeTracking tracking) throws SQLException {
    List<SyncTable> tables = TABLES.stream().map(table -> table.tracking(tracking)).toList();
    TestSchema.recreate(
        """
        CREATE TABLE core_it.a (id int PRIMARY KEY, value int);
        CREATE TABLE core_it.b (id int PRIMARY KEY, value int);
        CREATE TABLE core_it.c (id int PRIMARY KEY, value int)
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(tables);
    List<PgLakeSource> hosts =
        List.of(PgLakeSource.of(TestSchema.copier()), PgLakeSource.of(TestSchema.copier()));
    long seed = Long.getLong("seed", 1);
    Random random = new Random(seed);
    int unchanged = 0;
    try {
      for (int i = 0; i < 4; i++) {
        Connection writer = TestSchema.postgres().getConnection();
        writer.setAutoCommit(false);
        TestSchema.execute(writer, "SET lock_timeout = '1ms'");
        writer.commit();
        writers.add(writer);
      }
      for (int step = 0; step < STEPS; step++) {
        write(random, step);
        if (random.nextInt(3) == 0) {
          unchanged +=
              check(hosts.get(random.nextInt(2)), tables, "seed %d, step %d".formatted(seed, step));
        }
      }
    } finally {
      for (Connection writer : writers) {
        writer.close();
      }
    }
    assertThat(unchanged).as("how often a table looked unchanged").isGreaterThan(STEPS / 20);
  }

  /** One step of one of the writers, which skips rows that another one has locked. */
  private void write(Random random, int step) throws SQLException {
    Connection writer = writers.get(random.nextInt(writers.size()));
    String table = "core_it." + "aaaabc".charAt(random.nextInt(6));
    int id = random.nextInt(20);
    int action = random.nextInt(10);
    if (action < 2) {
      writer.commit();
    } else if (action == 2) {
      writer.rollback();
    } else {
      var savepoint = writer.setSavepoint();
      try {
        TestSchema.execute(
            writer,
            action < 7
                ? "INSERT INTO %s VALUES (%d, %d) ON CONFLICT DO NOTHING".formatted(table, id, step)
                : "UPDATE %s SET value = %d WHERE id = %d".formatted(table, step, id));
      } catch (SQLException e) {
        writer.rollback(savepoint);
      }
    }
  }

  /** Runs a cycle of a host. Returns how many tables were unchanged. */
  private static int check(PgLakeSource host, Collection<SyncTable> tables, String when)
      throws SQLException {
    Collection<SyncTable> unchanged = host.unchanged(tables).keySet();
    Set<SyncTable> complete = new HashSet<>(unchanged);
    for (SyncTable table : tables) {
      if (!unchanged.contains(table) && host.copy(table).remaining() == CopyResult.Remaining.NONE) {
        complete.add(table);
      }
    }
    for (SyncTable table : complete) {
      assertThat(TestSchema.rows("SELECT id, value FROM %s ORDER BY 1".formatted(table.target())))
          .as("%s, %s, %s", when, table, unchanged.contains(table) ? "unchanged" : "copied")
          .isEqualTo(
              TestSchema.rows("SELECT id, value FROM %s ORDER BY 1".formatted(table.source())));
    }
    return unchanged.size();
  }
}
