package io.lakehousesync.examples.trials.workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The sessions that write to the heap tables of all profiles, so that all tables have the same
 * load. Each session needs a connection and a thread.
 */
public final class Writers {
  /** Whether one more transaction stays open during the whole run. */
  public enum HeldOpen {
    /** Yes, with rows in the tables that permit it. */
    YES,
    /** No. */
    NO
  }

  private final DataSource postgres;
  private final List<TableProfile> profiles;
  private final RunSignals signals;
  private final Duration pause;
  private final LongAdder committed = new LongAdder();

  /**
   * Creates the writers of one run.
   *
   * @param signals the signals that start and stop the sessions
   * @param pause how long a session waits after each transaction, so that the copies do not fall
   *     behind
   */
  public Writers(
      DataSource postgres, List<TableProfile> profiles, RunSignals signals, Duration pause) {
    this.postgres = postgres;
    this.profiles = List.copyOf(profiles);
    this.signals = signals;
    this.pause = pause;
  }

  /** Returns how many transactions were committed so far. */
  public long committed() {
    return committed.sum();
  }

  /**
   * Returns the sessions. A session that throws an exception has failed.
   *
   * @param seed the start of the random decisions. Runs with the same seed have the same
   *     transactions, but their order between sessions differs
   */
  public List<Callable<?>> sessions(int count, long seed, HeldOpen heldOpen) {
    List<RecentRows> recent = profiles.stream().map(profile -> new RecentRows()).toList();
    List<Callable<?>> sessions = new ArrayList<>();
    for (int writer = 0; writer < count; writer++) {
      List<WorkloadTableWriter> tables = new ArrayList<>();
      for (int i = 0; i < profiles.size(); i++) {
        tables.add(new WorkloadTableWriter(profiles.get(i), recent.get(i)));
      }
      sessions.add(
          new Writer(postgres, signals, pause, tables, new Random(31 * seed + writer), committed));
    }
    if (heldOpen == HeldOpen.YES) {
      sessions.add(new HeldOpenTransaction(postgres, signals, heldOpenTables().toList()));
    }
    return sessions;
  }

  private Stream<WorkloadTableWriter> heldOpenTables() {
    return profiles.stream()
        .filter(profile -> profile.permits(WriteKind.HELD_OPEN))
        .map(profile -> new WorkloadTableWriter(profile, new RecentRows()));
  }
}
