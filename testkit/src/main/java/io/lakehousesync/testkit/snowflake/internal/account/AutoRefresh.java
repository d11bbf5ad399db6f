package io.lakehousesync.testkit.snowflake.internal.account;

import java.time.Duration;
import java.time.Instant;

/**
 * The automated refresh of an Iceberg table from the catalog of a Postgres instance. Thread-safe.
 *
 * <p>Source: docs.snowflake.com, "Automatically refresh Apache Iceberg tables"
 * (/en/user-guide/tables-iceberg-auto-refresh). If the catalog or a file cannot be read, the
 * refresh is stalled until a read succeeds. If the file belongs to another table or has equality
 * deletes, the refresh stops. It starts again if AUTO_REFRESH is set to FALSE, then a REFRESH
 * succeeds, and then AUTO_REFRESH is set to TRUE. Without the REFRESH, it stays stopped.
 */
public final class AutoRefresh {
  /** The states of an automated refresh, with the names of SYSTEM$AUTO_REFRESH_STATUS. */
  public enum State {
    RUNNING,
    STALLED,
    STOPPED
  }

  private final String catalogTable;
  private boolean enabled;
  private boolean held;
  private boolean refreshedWhileOff;
  private State state = State.RUNNING;
  private String reason = "";
  private Instant lastPoll;

  /**
   * Creates the refresh of a table that has just been read.
   *
   * @param catalogTable the table in the catalog, its namespace first
   */
  public AutoRefresh(String catalogTable, boolean enabled, Instant now) {
    this.catalogTable = catalogTable;
    this.enabled = enabled;
    lastPoll = now;
  }

  public String catalogTable() {
    return catalogTable;
  }

  synchronized boolean isEnabled() {
    return enabled;
  }

  /** Returns the state. A refresh that is off is STOPPED. */
  public synchronized State state() {
    return enabled ? state : State.STOPPED;
  }

  public synchronized String reason() {
    return enabled ? reason : "AUTO_REFRESH is FALSE";
  }

  public synchronized Instant lastPoll() {
    return lastPoll;
  }

  /**
   * Sets AUTO_REFRESH. FALSE and then TRUE restarts a refresh that is stalled. It restarts one that
   * has stopped only if a REFRESH succeeded in between. TRUE twice has no effect. Snowflake's
   * documentation does not say whether a second TRUE restarts the refresh.
   */
  public synchronized void set(boolean on) {
    if (on == enabled) {
      return;
    }
    enabled = on;
    if (on && (state != State.STOPPED || refreshedWhileOff)) {
      held = false;
      state = State.RUNNING;
      reason = "";
    }
    refreshedWhileOff = false;
  }

  /** Records a REFRESH that succeeded. */
  synchronized void refreshed() {
    refreshedWhileOff = !enabled;
  }

  /** Sets the state for a test. After STALLED or STOPPED, polls do not change the state. */
  public synchronized void hold(State wanted) {
    held = wanted != State.RUNNING;
    state = wanted;
    reason = held ? "set by the test" : "";
  }

  public synchronized boolean isDue(Instant now, Duration interval) {
    boolean polls = enabled && !held && state != State.STOPPED;
    return polls && !now.isBefore(lastPoll.plus(interval));
  }

  /** Records the outcome of a poll. If a test has set a state during the poll, this state stays. */
  public synchronized void polled(Instant at, State outcome, String why) {
    lastPoll = at;
    if (!held) {
      state = outcome;
      reason = why;
    }
  }
}
