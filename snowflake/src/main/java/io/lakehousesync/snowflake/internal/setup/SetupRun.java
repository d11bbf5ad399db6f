package io.lakehousesync.snowflake.internal.setup;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.internal.step.SetupAction;
import io.lakehousesync.snowflake.internal.step.SetupAction.Check;
import io.lakehousesync.snowflake.setup.SetupResult;
import io.lakehousesync.snowflake.setup.SetupResult.State;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a plan once, and reports each step to the listener as soon as its result is known. So the
 * listener knows what was done even if a later step fails.
 */
public final class SetupRun {
  private static final Logger LOG = LoggerFactory.getLogger(SetupRun.class);

  private final JdbcStatements statements;
  private final Consumer<SetupResult> listener;
  private final List<SetupResult> results = new ArrayList<>();
  private final List<NotAppliedException> refusals = new ArrayList<>();

  public SetupRun(JdbcStatements statements, Consumer<SetupResult> listener) {
    this.statements = statements;
    this.listener = listener;
  }

  public List<SetupResult> check(List<SetupAction> actions) {
    for (SetupAction action : actions) {
      tell(action, check(action));
    }
    return List.copyOf(results);
  }

  public List<SetupResult> apply(List<SetupAction> actions) {
    for (SetupAction action : actions) {
      SetupResult result = tell(action, applied(action));
      LOG.info("set-up: {}", result);
    }
    return List.copyOf(results);
  }

  /**
   * Returns the steps whose objects exist and would be dropped, in the order of the drop. An object
   * is dropped even if it differs from the plan.
   */
  public List<SetupResult> dropPlan(List<SetupAction> actions) {
    for (SetupAction action : droppable(actions)) {
      State state = check(action).state();
      if (state != State.MISSING) {
        tell(action, new Check(state, ""));
      }
    }
    return List.copyOf(results);
  }

  /**
   * Drops the objects of all steps. If Snowflake refuses to drop an object, the run continues with
   * the next step. But after a refusal, the run keeps each object whose data would be lost. If
   * Snowflake does not answer, the run stops, because the next statement would also get no answer.
   */
  public List<SetupResult> drop(List<SetupAction> actions) {
    for (SetupAction action : droppable(actions)) {
      Check check;
      try {
        check = dropped(action);
      } catch (LakehouseSyncException aborted) {
        refusals.forEach(aborted::addSuppressed);
        throw aborted;
      }
      SetupResult result = tell(action, check);
      LOG.info("drop: {}", result);
    }
    return List.copyOf(results);
  }

  private Check applied(SetupAction action) {
    Check check = check(action);
    if (check.state() == State.DIFFERENT) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          "The set-up stopped at: %s. %s. It was not changed; the %d steps before it are done."
                  .formatted(action.step(), check.detail(), results.size())
              + " Change the object or the plan, and apply again.",
          null);
    }
    if (check.state() != State.MISSING || !action.canApply()) {
      return check;
    }
    try {
      action.apply(statements);
    } catch (SQLException e) {
      throw SetupFailure.SETTING_UP.failure(action.step(), e, results.size());
    }
    return new Check(State.DONE, check.detail());
  }

  private Check dropped(SetupAction action) {
    try {
      if (checkOrMissing(action).state() == State.MISSING) {
        return Check.MISSING;
      }
    } catch (SQLException e) {
      return refused(action, e, SetupFailure.DROPPING.checkFailed(action.step(), e, done()));
    }
    if (action.holdsData() && !refusals.isEmpty()) {
      return new Check(State.FAILED, "kept with all of its data, because a step before it failed");
    }
    try {
      for (String sql : action.step().undo()) {
        executeIfThere(sql);
      }
    } catch (SQLException e) {
      return refused(action, e, SetupFailure.DROPPING.failure(action.step(), e, done()));
    }
    return new Check(State.DROPPED, "");
  }

  private int done() {
    return results.size() - refusals.size();
  }

  private Check refused(SetupAction action, SQLException e, LakehouseSyncException unanswered) {
    if (SnowflakeErrors.isUnanswered(e)) {
      throw unanswered;
    }
    refusals.add(SetupFailure.notDropped(action.step(), e));
    return new Check(State.FAILED, SnowflakeErrors.describe(e));
  }

  /**
   * Executes a DROP … IF EXISTS. If the schema does not exist, ignores the error. IF EXISTS does
   * not prevent this error.
   */
  private void executeIfThere(String sql) throws SQLException {
    try {
      statements.execute(sql);
    } catch (SQLException e) {
      if (!SnowflakeErrors.isMissing(e)) {
        throw e;
      }
    }
  }

  private Check check(SetupAction action) {
    try {
      return checkOrMissing(action);
    } catch (SQLException e) {
      throw SetupFailure.notRead(action.step().title(), e);
    }
  }

  private Check checkOrMissing(SetupAction action) throws SQLException {
    try {
      return action.check(statements);
    } catch (SQLException e) {
      if (SnowflakeErrors.isMissing(e)) {
        return Check.MISSING;
      }
      throw e;
    }
  }

  private SetupResult tell(SetupAction action, Check check) {
    SetupResult result = new SetupResult(action.step(), check.state(), check.detail());
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
