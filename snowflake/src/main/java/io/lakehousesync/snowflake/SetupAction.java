package io.lakehousesync.snowflake;

import io.lakehousesync.snowflake.SetupResult.State;
import java.sql.SQLException;

/** How a step is looked at and done. */
interface SetupAction {
  /** What a look has shown. */
  record Look(State state, String detail) {
    static final Look PRESENT = new Look(State.PRESENT, "");
    static final Look MISSING = new Look(State.MISSING, "");

    static Look different(String detail) {
      return new Look(State.DIFFERENT, detail);
    }
  }

  SetupStep step();

  /** Whether it has been done. An error that says that something does not exist means no. */
  Look look(JdbcStatements snowflake) throws SQLException;

  /** Whether it can be done; else it is there only to be looked at and dropped. */
  default boolean isMakeable() {
    return true;
  }

  /** Whether its undoing loses data that are nowhere else. */
  default boolean holdsData() {
    return false;
  }

  /** Does it. */
  default void make(JdbcStatements snowflake) throws SQLException {
    for (String sql : step().statements()) {
      snowflake.execute(sql);
    }
  }
}
