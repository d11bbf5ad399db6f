package io.lakehousesync.examples.losstest;

import io.lakehousesync.CopyResult;
import java.sql.Connection;
import java.sql.SQLException;

/** A kind of tracking under test, with its heap table and its Iceberg table. */
interface Kind {
  Profile profile();

  /** What it promises, in words. */
  String promise();

  /**
   * Creates both tables in a schema that is there and has neither.
   *
   * @param connection commits each statement
   */
  void create(Connection connection) throws SQLException;

  /** Removes what it has outside the schema; the schema itself is dropped next. */
  default void forget() throws SQLException {}

  /** Copies one batch, in a transaction of its own. */
  CopyResult copyOnce() throws SQLException;
}
