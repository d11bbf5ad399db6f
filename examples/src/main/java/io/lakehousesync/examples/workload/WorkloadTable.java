package io.lakehousesync.examples.workload;

import java.sql.Connection;
import java.sql.SQLException;

/** A heap table that is written to, and the Iceberg table that it is copied into. */
public interface WorkloadTable {
  /** What is known about it. */
  Profile profile();

  /**
   * Creates both tables in a schema that is there and has neither.
   *
   * @param connection commits each statement
   */
  void create(Connection connection) throws SQLException;

  /** Removes what it has outside the schema; the schema itself is dropped next. */
  default void forget() throws SQLException {}
}
