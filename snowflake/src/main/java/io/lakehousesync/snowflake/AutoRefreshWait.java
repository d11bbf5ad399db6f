package io.lakehousesync.snowflake;

import io.lakehousesync.DivergedException;
import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.OutcomeUnknownException;
import io.lakehousesync.RefreshResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One wait until Snowflake, which refreshes by itself, serves a snapshot. Each turn looks at what
 * is served, and sets AUTO_REFRESH off and on again if that was stopped. A turn that fails is made
 * up for by the next; a statement that hangs does not prolong the wait by more than seconds.
 * Confined to its thread.
 */
final class AutoRefreshWait {
  private static final Logger LOG = LoggerFactory.getLogger(AutoRefreshWait.class);

  /** What Snowflake does not leave by itself. From STALLED it tries to. */
  private static final Set<String> STOPPED = Set.of("STOPPED", "ICEBERG_TABLE_NOT_INITIALIZED");

  private final JdbcStatements statements;
  private final SnowflakeName name;
  private final MetadataLocation wanted;
  private final Duration patience;
  private final Duration interval;
  private final long begun = System.nanoTime();

  /** What was served at the last look that was answered. */
  private Optional<MetadataLocation> served = Optional.empty();

  /** Why the last look was not answered; null if it was. */
  private @Nullable SQLException failure;

  private String status = "not asked for";

  /** Set again, and not seen running since: once more would not help. */
  private boolean armed;

  /** AUTO_REFRESH may be FALSE because of us. */
  private boolean off;

  AutoRefreshWait(
      JdbcStatements statements,
      SnowflakeName name,
      MetadataLocation wanted,
      Duration patience,
      Duration interval) {
    this.statements = statements;
    this.name = name;
    this.wanted = wanted;
    this.patience = patience;
    this.interval = interval;
  }

  RefreshResult run() {
    Optional<MetadataLocation> now = look();
    if (now.isPresent()) {
      return new RefreshResult.Unchanged(now.get());
    }
    while (!left().isZero()) {
      keepGoing();
      pause();
      now = look();
      if (now.isPresent()) {
        return new RefreshResult.Refreshed(now.get(), Optional.empty());
      }
    }
    throw notServed(Retry.SENSIBLE, "Snowflake refreshes by itself, and may yet");
  }

  /** Returns what is served if that includes the snapshot. */
  private Optional<MetadataLocation> look() {
    try {
      served = new JdbcSnowflakeClient(statements.within(left())).served(name);
      failure = null;
    } catch (SQLException e) {
      failure = e;
      if (SnowflakeError.retry(e) == Retry.POINTLESS) {
        throw notServed(Retry.POINTLESS, SnowflakeError.advice(e));
      }
      LOG.debug("{}: not looked at yet: {}", name, e.getMessage());
      return Optional.empty();
    }
    if (served.isEmpty()) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          "Snowflake has no Iceberg table %s that this role can see.".formatted(name),
          null);
    }
    if (!served.get().directory().equals(wanted.directory())) {
      throw new DivergedException(
          ("Snowflake serves %s for %s, which belongs to another Iceberg table than %s: was it dropped"
                  + " and created anew in PostgreSQL? Nothing was changed. To follow, drop the one in"
                  + " Snowflake and apply the set-up again.")
              .formatted(served.get(), name, wanted),
          null);
    }
    return served.filter(now -> now.includes(wanted));
  }

  private void keepGoing() {
    try {
      status = statements.within(left()).value(SnowflakeSql.AUTO_REFRESH_STATUS.with(name));
    } catch (SQLException e) {
      status = "unknown: " + SnowflakeError.describe(e);
      return;
    }
    String state = JsonText.field(status, "executionState").orElse("");
    if (!STOPPED.contains(state) && !off) {
      armed = false;
    } else if (!armed) {
      LOG.warn(
          "{}: automatic refreshes are {}; setting AUTO_REFRESH again. {}", name, state, status);
      arm();
    }
  }

  /**
   * Off and on again: that TRUE alone starts what has stopped is documented nowhere. An answer that
   * is lost, and what is half done, is made up for by the next turn.
   */
  private void arm() {
    try {
      off = true;
      statements.within(left()).execute(SnowflakeSql.AUTO_REFRESH_OFF.with(name));
      statements.within(left()).execute(SnowflakeSql.AUTO_REFRESH_ON.with(name));
      off = false;
      armed = true;
    } catch (SQLException e) {
      status += "; AUTO_REFRESH could not be set again: " + SnowflakeError.describe(e);
      if (SnowflakeError.retry(e) == Retry.POINTLESS) {
        throw notServed(Retry.POINTLESS, SnowflakeError.advice(e));
      }
      LOG.warn("{}: AUTO_REFRESH was not set: {}", name, SnowflakeError.describe(e));
    }
  }

  private void pause() {
    Duration left = left();
    try {
      Thread.sleep((interval.compareTo(left) < 0 ? interval : left).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notServed(Retry.SENSIBLE, "The wait was interrupted");
    }
  }

  private Duration left() {
    Duration left = patience.minus(waited());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Duration waited() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Not known if the last look was not answered: Snowflake does not wait for ours. */
  private LakehouseSyncException notServed(Retry retry, String advice) {
    String last = served.map(MetadataLocation::uri).orElse("none");
    String standing = "Status of automatic refreshes: %s.".formatted(status);
    if (off) {
      standing +=
          " AUTO_REFRESH may have been left FALSE; if the next run does not, set it to TRUE.";
    }
    SQLException unanswered = failure;
    if (unanswered == null) {
      return new NotAppliedException(
          retry,
          "Snowflake does not serve %s for %s after %d s, but %s. %s. %s"
              .formatted(wanted, name, waited().toSeconds(), last, advice, standing),
          null);
    }
    return new OutcomeUnknownException(
        ("Whether Snowflake serves %s for %s could not be asked: %s. After %d s the last answer was %s."
                + " %s. %s The next run asks first.")
            .formatted(
                wanted,
                name,
                SnowflakeError.describe(unanswered),
                waited().toSeconds(),
                last,
                advice,
                standing),
        unanswered);
  }
}
