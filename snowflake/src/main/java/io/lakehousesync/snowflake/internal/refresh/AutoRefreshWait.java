package io.lakehousesync.snowflake.internal.refresh;

import io.lakehousesync.exceptions.DivergedException;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JsonText;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.text.Printable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until one table serves a snapshot. Snowflake refreshes this table by itself, from the
 * catalog of a Postgres instance. An object of this class is used for one wait. It sends one
 * REFRESH, which takes less time than Snowflake's interval, and then checks repeatedly what the
 * table serves. If automatic refreshes have stopped, it restarts them. If a check fails, the next
 * check tries again. If a statement hangs, the wait takes at most a few seconds longer. Not
 * thread-safe.
 *
 * <p>Source: docs.snowflake.com, "Automatically refresh Apache Iceberg tables", error recovery
 * (/en/user-guide/tables-iceberg-auto-refresh).
 */
public final class AutoRefreshWait {
  private static final Logger LOG = LoggerFactory.getLogger(AutoRefreshWait.class);

  /**
   * States of automatic refreshes from which Snowflake does not recover by itself. Snowflake
   * recovers from STALLED by itself.
   */
  private static final Set<String> STOPPED = Set.of("STOPPED", "ICEBERG_TABLE_NOT_INITIALIZED");

  private final JdbcStatements statements;
  private final SnowflakeName name;
  private final MetadataLocation wanted;
  private final Duration waitTimeout;
  private final Duration checkInterval;
  private final LongSupplier nanoTime;
  private final long begun;

  /** What the table served at the last check that was answered. */
  private Optional<MetadataLocation> served = Optional.empty();

  /** Why the last check failed; null if Snowflake answered the last check. */
  private @Nullable SQLException failure;

  private String status = "not read";

  /**
   * Whether this wait has set AUTO_REFRESH again, and automatic refreshes have not run since then.
   * To set AUTO_REFRESH once more would not help.
   */
  private boolean restarted;

  /** Whether this wait may have left AUTO_REFRESH set to FALSE. */
  private boolean off;

  /** Whether Snowflake has set AUTO_REFRESH to FALSE, and no REFRESH has succeeded since. */
  private boolean certainlyOff;

  /** Whether Snowflake has answered a REFRESH of this wait, with or without an error. */
  private boolean refreshed;

  /** Why automatic refreshes cannot be restarted; null if they can. */
  private @Nullable SQLException refusal;

  public AutoRefreshWait(
      JdbcStatements statements,
      SnowflakeName name,
      MetadataLocation wanted,
      Duration waitTimeout,
      Duration checkInterval,
      LongSupplier nanoTime) {
    this.statements = statements;
    this.name = name;
    this.wanted = wanted;
    this.waitTimeout = waitTimeout;
    this.checkInterval = checkInterval;
    this.nanoTime = nanoTime;
    begun = nanoTime.getAsLong();
  }

  /**
   * Waits until the table serves the wanted snapshot.
   *
   * @param beforeWaiting called if the table does not serve the snapshot yet
   */
  public RefreshResult run(Runnable beforeWaiting) {
    Optional<MetadataLocation> now = check();
    if (now.isPresent()) {
      return new RefreshResult.Unchanged(now.get());
    }
    beforeWaiting.run();
    while (!left().isZero()) {
      if (!refreshOrRestart() && refusal == null) {
        pause();
      }
      now = check();
      SQLException refused = refusal;
      if (now.isPresent() && (!off || refused != null)) {
        return done(now.get());
      }
      if (refused != null) {
        throw notServed(Retry.POINTLESS, SnowflakeErrors.advice(refused));
      }
    }
    if (now.isPresent()) {
      return done(now.get());
    }
    if (certainlyOff) {
      setOnAgain();
    }
    throw notServed(Retry.SENSIBLE, "Snowflake refreshes by itself, and may still do so");
  }

  private RefreshResult done(MetadataLocation now) {
    if (off) {
      LOG.warn(
          "{}: the table serves {}, but AUTO_REFRESH may have been left FALSE. The next refresh sets"
              + " it to TRUE. {}",
          Printable.escape(name.toString()),
          Printable.escape(now.toString()),
          Printable.message(status));
    }
    return RefreshResult.refreshed(now);
  }

  /**
   * Returns the location that the table serves; empty if this location does not include the wanted
   * snapshot.
   */
  private Optional<MetadataLocation> check() {
    try {
      served = new JdbcSnowflakeClient(statements.within(left())).served(name);
      failure = null;
    } catch (SQLException e) {
      failure = e;
      if (SnowflakeErrors.retry(e) == Retry.POINTLESS) {
        throw notServed(Retry.POINTLESS, SnowflakeErrors.advice(e));
      }
      LOG.debug("{}: check failed: {}", name, e.getMessage());
      return Optional.empty();
    }
    if (served.isEmpty()) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          "Snowflake has no Iceberg table %s that this role can see. Run the set-up, which creates it."
              .formatted(name),
          null);
    }
    if (!served.get().directory().equals(wanted.directory())) {
      throw new DivergedException(
          ("Snowflake serves %s for %s. This file belongs to another Iceberg table than %s. Was the"
                  + " Iceberg table dropped and recreated in PostgreSQL? Nothing was changed. To serve the new table, drop"
                  + " the one in Snowflake and apply the set-up again.")
              .formatted(served.get(), name, wanted),
          null);
    }
    return served.filter(now -> now.includes(wanted));
  }

  /**
   * Reads the status. Restarts automatic refreshes if they have stopped; otherwise sends a REFRESH
   * if none was answered yet. Returns whether a REFRESH has just succeeded.
   */
  private boolean refreshOrRestart() {
    try {
      status = statements.within(left()).value(SnowflakeSql.AUTO_REFRESH_STATUS.with(name));
    } catch (SQLException e) {
      status = "unknown: " + SnowflakeErrors.describe(e);
      return false;
    }
    String state = JsonText.field(status, "executionState").orElse("");
    if (!STOPPED.contains(state) && !off) {
      restarted = false;
      return !refreshed && refresh();
    }
    if (restarted) {
      return false;
    }
    LOG.warn(
        "{}: automatic refreshes are {}; restarting them. {}",
        Printable.escape(name.toString()),
        Printable.escape(state),
        Printable.message(status));
    return restart();
  }

  /** Makes the table serve the catalog's current snapshot. Returns whether this succeeded. */
  private boolean refresh() {
    try {
      send(SnowflakeSql.REFRESH_FROM_CATALOG);
      refreshed = true;
      return true;
    } catch (SQLException e) {
      refreshed = !SnowflakeErrors.isUnanswered(e);
      LOG.info(
          "{}: REFRESH failed, so the table waits for Snowflake's own refresh: {}",
          Printable.escape(name.toString()),
          Printable.message(SnowflakeErrors.describe(e)));
      return false;
    }
  }

  /**
   * Restarts automatic refreshes: sets AUTO_REFRESH off, sends a REFRESH, and sets AUTO_REFRESH on.
   * Without the REFRESH they stay stopped. If an answer is lost, the next check repeats all
   * statements. Returns whether the REFRESH and the other statements succeeded.
   */
  private boolean restart() {
    try {
      off = true;
      send(SnowflakeSql.AUTO_REFRESH_OFF);
      certainlyOff = true;
      refreshWhileOff();
      certainlyOff = false;
      send(SnowflakeSql.AUTO_REFRESH_ON);
      off = false;
      restarted = true;
      refreshed = true;
      return true;
    } catch (SQLException e) {
      status += "; restarting automatic refreshes failed: " + SnowflakeErrors.describe(e);
      if (SnowflakeErrors.retry(e) == Retry.POINTLESS) {
        refusal = e;
      } else {
        LOG.warn(
            "{}: restarting automatic refreshes failed; the next check tries again: {}",
            Printable.escape(name.toString()),
            Printable.message(SnowflakeErrors.describe(e)));
      }
      return false;
    }
  }

  /** Sends a REFRESH. If Snowflake refuses it, sets AUTO_REFRESH on again before it throws. */
  private void refreshWhileOff() throws SQLException {
    try {
      send(SnowflakeSql.REFRESH_FROM_CATALOG);
    } catch (SQLException e) {
      if (SnowflakeErrors.retry(e) == Retry.POINTLESS) {
        send(SnowflakeSql.AUTO_REFRESH_ON);
        off = false;
      }
      throw e;
    }
  }

  /** Sets AUTO_REFRESH as it was before this wait, although refreshes stay stopped. */
  private void setOnAgain() {
    try {
      send(SnowflakeSql.AUTO_REFRESH_ON);
      off = false;
    } catch (SQLException e) {
      status += "; setting AUTO_REFRESH to TRUE failed: " + SnowflakeErrors.describe(e);
    }
  }

  private void send(SnowflakeSql sql) throws SQLException {
    statements.within(left()).execute(sql.with(name));
  }

  private void pause() {
    Duration left = left();
    try {
      Thread.sleep((checkInterval.compareTo(left) < 0 ? checkInterval : left).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notServed(Retry.SENSIBLE, "The wait was interrupted");
    }
  }

  private Duration left() {
    Duration left = waitTimeout.minus(waited());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Duration waited() {
    return Duration.ofNanos(nanoTime.getAsLong() - begun);
  }

  /**
   * Returns the exception for a table that does not serve the snapshot. The outcome is unknown if
   * the last check failed, because Snowflake may have refreshed the table by itself.
   */
  private LakehouseSyncException notServed(Retry retry, String advice) {
    String last = served.map(MetadataLocation::uri).orElse("none");
    String standing = "Status of automatic refreshes: %s.".formatted(status);
    if (off) {
      standing +=
          " AUTO_REFRESH may have been left FALSE; if the next run fails as well, set it to TRUE.";
    }
    SQLException unanswered = failure;
    if (unanswered == null) {
      return new NotAppliedException(
          retry,
          "Snowflake does not serve %s for %s after %d s; it serves %s. %s. %s"
              .formatted(wanted, name, waited().toSeconds(), last, advice, standing),
          null);
    }
    return new OutcomeUnknownException(
        ("Whether Snowflake serves %s for %s is not known: %s. After %d s the last answer was %s."
                + " %s. %s The next run first asks Snowflake.")
            .formatted(
                wanted,
                name,
                SnowflakeErrors.describe(unanswered),
                waited().toSeconds(),
                last,
                advice,
                standing),
        unanswered);
  }
}
