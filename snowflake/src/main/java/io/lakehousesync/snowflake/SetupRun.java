package io.lakehousesync.snowflake;

import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.snowflake.SetupAction.Look;
import io.lakehousesync.snowflake.SetupResult.State;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the steps of a plan once, and tells of each as soon as it is known what came of it:
 * whoever listens knows what was done although a later step fails.
 */
final class SetupRun {
  private static final Logger LOG = LoggerFactory.getLogger(SetupRun.class);

  private final JdbcStatements statements;
  private final Consumer<SetupResult> listener;
  private final List<SetupResult> results = new ArrayList<>();

  SetupRun(JdbcStatements statements, Consumer<SetupResult> listener) {
    this.statements = statements;
    this.listener = listener;
  }

  List<SetupResult> check(List<SetupAction> actions) {
    for (SetupAction action : actions) {
      tell(action, look(action));
    }
    return results;
  }

  List<SetupResult> apply(List<SetupAction> actions) {
    for (SetupAction action : actions) {
      Look look = look(action);
      if (look.state() == State.DIFFERENT) {
        throw new NotAppliedException(
            Retry.POINTLESS,
            "The set-up stopped at: %s. %s. It was left alone; the %d steps before it are done."
                    .formatted(action.step(), look.detail(), results.size())
                + " Change it by hand, or the plan, and apply again.",
            null);
      }
      if (look.state() == State.MISSING && action.isMakeable()) {
        try {
          action.make(statements);
        } catch (SQLException e) {
          throw SetupFailure.SETTING_UP.failure(action.step(), e, results.size());
        }
        look = new Look(State.DONE, look.detail());
      }
      LOG.info("set-up: {}", tell(action, look));
    }
    return results;
  }

  /** What there is to drop, in the order in which it is dropped. */
  List<SetupResult> dropPlan(List<SetupAction> actions) {
    for (SetupAction action : droppable(actions)) {
      Look look = look(action);
      if (look.state() != State.MISSING) {
        tell(action, look);
      }
    }
    return results;
  }

  /** A step that Snowflake refuses keeps no other from being dropped. */
  List<SetupResult> drop(List<SetupAction> actions) {
    List<NotAppliedException> failures = new ArrayList<>();
    for (SetupAction action : droppable(actions)) {
      try {
        LOG.info("drop: {}", tell(action, dropped(action)));
      } catch (SQLException e) {
        LakehouseSyncException failure =
            SetupFailure.DROPPING.failure(action.step(), e, results.size() - failures.size());
        if (SnowflakeError.isUnanswered(e) || !(failure instanceof NotAppliedException refused)) {
          // The next statement would wait as long, and be as unsure.
          failures.forEach(failure::addSuppressed);
          throw failure;
        }
        failures.add(refused);
        tell(action, new Look(State.FAILED, SnowflakeError.describe(e)));
      }
    }
    if (!failures.isEmpty()) {
      throw SetupFailure.someNotDropped(results, failures.get(0));
    }
    return results;
  }

  private Look dropped(SetupAction action) throws SQLException {
    if (isMissing(action)) {
      return Look.MISSING;
    }
    for (String sql : action.step().undo()) {
      executeIfThere(sql);
    }
    return new Look(State.DROPPED, "");
  }

  private boolean isMissing(SetupAction action) throws SQLException {
    try {
      return lookForMissing(action).state() == State.MISSING;
    } catch (SQLException e) {
      if (SnowflakeError.isUnanswered(e)) {
        throw SetupFailure.notAsked(action.step().title(), e);
      }
      throw e;
    }
  }

  /** DROP … IF EXISTS still fails if the schema around the object is gone. */
  private void executeIfThere(String sql) throws SQLException {
    try {
      statements.execute(sql);
    } catch (SQLException e) {
      if (!SnowflakeError.isMissing(e)) {
        throw e;
      }
    }
  }

  private Look look(SetupAction action) {
    try {
      return lookForMissing(action);
    } catch (SQLException e) {
      throw SetupFailure.notAsked(action.step().title(), e);
    }
  }

  private Look lookForMissing(SetupAction action) throws SQLException {
    try {
      return action.look(statements);
    } catch (SQLException e) {
      if (SnowflakeError.isMissing(e)) {
        return Look.MISSING;
      }
      throw e;
    }
  }

  private SetupResult tell(SetupAction action, Look look) {
    SetupResult result = new SetupResult(action.step(), look.state(), look.detail());
    results.add(result);
    listener.accept(result);
    return result;
  }

  private static List<SetupAction> droppable(List<SetupAction> actions) {
    List<SetupAction> droppable = new ArrayList<>(actions);
    Collections.reverse(droppable);
    droppable.removeIf(action -> action.step().undo().isEmpty());
    return droppable;
  }
}
