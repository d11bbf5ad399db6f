package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.setup.SetupResult.State;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.SQLException;

/** Checks and applies one step of a set-up. */
public interface SetupAction {
  /** The result of a check. */
  record Check(State state, String detail) {
    static final Check PRESENT = new Check(State.PRESENT, "");
    public static final Check MISSING = new Check(State.MISSING, "");

    static Check different(String detail) {
      return new Check(State.DIFFERENT, detail);
    }
  }

  SetupStep step();

  /**
   * Checks whether the step has been applied. If this throws Snowflake's error for a missing
   * object, the step counts as not applied.
   */
  Check check(JdbcStatements snowflake) throws SQLException;

  /**
   * Returns whether the step can be applied. If not, the set-up only checks and drops the object.
   */
  default boolean canApply() {
    return true;
  }

  /** Returns whether undoing the step deletes data of which there is no other copy. */
  default boolean holdsData() {
    return false;
  }

  /** Applies the step. */
  default void apply(JdbcStatements snowflake) throws SQLException {
    for (String sql : step().statements()) {
      snowflake.execute(sql);
    }
  }
}
