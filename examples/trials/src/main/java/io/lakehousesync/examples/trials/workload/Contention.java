package io.lakehousesync.examples.trials.workload;

import java.sql.SQLException;
import java.util.Set;

/** Errors that conflicts with other transactions cause. A retry can succeed. */
public final class Contention {
  /** Serialization failure, deadlock, lock timeout, and pg_lake's exhausted background workers. */
  private static final Set<String> STATES = Set.of("40001", "40P01", "55P03", "53400");

  private Contention() {}

  /** Returns whether contention caused the error. */
  public static boolean causes(SQLException e) {
    return STATES.contains(String.valueOf(e.getSQLState()));
  }
}
