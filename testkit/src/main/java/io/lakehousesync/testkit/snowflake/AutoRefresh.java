package io.lakehousesync.testkit.snowflake;

import java.time.Duration;
import java.time.Instant;

/**
 * How an Iceberg table follows the catalog of a Postgres instance. Thread-safe.
 *
 * <p>Source: docs.snowflake.com, "Automatically refresh Apache Iceberg tables"
 * (/en/user-guide/tables-iceberg-auto-refresh). A catalog or a file that cannot be read stalls it,
 * until it can; a file that the table must not take, one of another table or with equality deletes,
 * stops it, until AUTO_REFRESH is set FALSE and then TRUE.
 */
final class AutoRefresh {
  private final String catalogTable;
  private boolean enabled;
  private boolean held;
  private AutoRefreshState state = AutoRefreshState.RUNNING;
  private String reason = "";
  private Instant lastPoll;

  /**
   * For a table that has just been read.
   *
   * @param catalogTable the table in the catalog, its namespace first
   */
  AutoRefresh(String catalogTable, boolean enabled, Instant now) {
    this.catalogTable = catalogTable;
    this.enabled = enabled;
    lastPoll = now;
  }

  String catalogTable() {
    return catalogTable;
  }

  synchronized boolean isEnabled() {
    return enabled;
  }

  /** One that is off is shown as stopped. */
  synchronized AutoRefreshState state() {
    return enabled ? state : AutoRefreshState.STOPPED;
  }

  synchronized String reason() {
    return enabled ? reason : "AUTO_REFRESH is FALSE";
  }

  synchronized Instant lastPoll() {
    return lastPoll;
  }

  /**
   * Sets AUTO_REFRESH. FALSE and then TRUE starts it again, whatever its state; TRUE over TRUE does
   * nothing. Whether that starts it in Snowflake is documented nowhere.
   */
  synchronized void set(boolean on) {
    if (on == enabled) {
      return;
    }
    enabled = on;
    held = false;
    state = AutoRefreshState.RUNNING;
    reason = "";
  }

  /** Puts it into a state for a test; it leaves no other than RUNNING by itself. */
  synchronized void hold(AutoRefreshState wanted) {
    held = wanted != AutoRefreshState.RUNNING;
    state = wanted;
    reason = held ? "set by the test" : "";
  }

  synchronized boolean isDue(Instant now, Duration interval) {
    boolean polls = enabled && !held && state != AutoRefreshState.STOPPED;
    return polls && !now.isBefore(lastPoll.plus(interval));
  }

  /** Notes how a poll ended. A state that a test has set meanwhile stays. */
  synchronized void polled(Instant at, AutoRefreshState outcome, String why) {
    lastPoll = at;
    if (!held) {
      state = outcome;
      reason = why;
    }
  }
}
