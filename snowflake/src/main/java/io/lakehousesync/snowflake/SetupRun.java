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
  private final List<NotAppliedException> refusals = new ArrayList<>();

  SetupRun(JdbcStatements statements, Consumer<SetupResult> listener) {
    this.statements = statements;
    this.listener = listener;
  }

  List<SetupResult> check(List<SetupAction> actions) {
    for (SetupAction action : actions) {
      tell(action, look(action));
    }
    return List.copyOf(results);
  }

  List<SetupResult> apply(List<SetupAction> actions) {
    for (SetupAction action : actions) {
      SetupResult result = tell(action, applied(action));
      LOG.info("set-up: {}", result);
    }
    return List.copyOf(results);
  }

  /**
   * What there is to drop, in the order in which it is dropped. How it differs from what would be
   * made does not matter to that.
   */
  List<SetupResult> dropPlan(List<SetupAction> actions) {
    for (SetupAction action : droppable(actions)) {
      State state = look(action).state();
      if (state != State.MISSING) {
        tell(action, new Look(state, ""));
      }
    }
    return List.copyOf(results);
  }

  /**
   * A step that Snowflake refuses keeps no other from being dropped, but for one whose data would
   * be lost. Without an answer it ends there: the next statement would wait as long, and be as
   * unsure.
   */
  List<SetupResult> drop(List<SetupAction> actions) {
    for (SetupAction action : droppable(actions)) {
      Look look;
      try {
        look = dropped(action);
      } catch (LakehouseSyncException aborted) {
        refusals.forEach(aborted::addSuppressed);
        throw aborted;
      }
      SetupResult result = tell(action, look);
      LOG.info("drop: {}", result);
    }
    return List.copyOf(results);
  }

  private Look applied(SetupAction action) {
    Look look = look(action);
    if (look.state() == State.DIFFERENT) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          "The set-up stopped at: %s. %s. It was left alone; the %d steps before it are done."
                  .formatted(action.step(), look.detail(), results.size())
              + " Change it by hand, or the plan, and apply again.",
          null);
    }
    if (look.state() != State.MISSING || !action.isMakeable()) {
      return look;
    }
    try {
      action.make(statements);
    } catch (SQLException e) {
      throw SetupFailure.SETTING_UP.failure(action.step(), e, results.size());
    }
    return new Look(State.DONE, look.detail());
  }

  private Look dropped(SetupAction action) {
    try {
      if (lookForMissing(action).state() == State.MISSING) {
        return Look.MISSING;
      }
    } catch (SQLException e) {
      return refused(action, e, SetupFailure.DROPPING.blind(action.step(), e, done()));
    }
    if (action.holdsData() && !refusals.isEmpty()) {
      return new Look(
          State.FAILED, "left alone with all of its data, because a step before it failed");
    }
    try {
      for (String sql : action.step().undo()) {
        executeIfThere(sql);
      }
    } catch (SQLException e) {
      return refused(action, e, SetupFailure.DROPPING.failure(action.step(), e, done()));
    }
    return new Look(State.DROPPED, "");
  }

  private int done() {
    return results.size() - refusals.size();
  }

  private Look refused(SetupAction action, SQLException e, LakehouseSyncException unanswered) {
    if (SnowflakeError.isUnanswered(e)) {
      throw unanswered;
    }
    refusals.add(SetupFailure.notDropped(action.step(), e));
    return new Look(State.FAILED, SnowflakeError.describe(e));
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
