package io.lakehousesync.examples.trials.workload;

import java.sql.Connection;
import java.sql.SQLException;

/** A heap table that writers change, and the Iceberg table that it is copied into. */
public interface WorkloadTable {
  /** Returns the profile of the tables. */
  TableProfile profile();

  /**
   * Creates both tables in an existing schema. The schema must not contain these tables.
   *
   * @param connection in auto-commit mode
   */
  void create(Connection connection) throws SQLException;

  /** Removes objects outside the schema. The schema itself is dropped next. */
  default void forget() throws SQLException {}
}
