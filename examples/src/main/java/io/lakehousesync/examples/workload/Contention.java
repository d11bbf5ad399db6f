package io.lakehousesync.examples.workload;

import java.sql.SQLException;
import java.util.Set;

/** Errors that mean that another transaction was in the way: worth trying again. */
public final class Contention {
  /** Serialization failure, deadlock, lock timeout, and pg_lake's exhausted background workers. */
  private static final Set<String> STATES = Set.of("40001", "40P01", "55P03", "53400");

  private Contention() {}

  /** Whether it is one of them. */
  public static boolean causes(SQLException e) {
    return STATES.contains(String.valueOf(e.getSQLState()));
  }
}
