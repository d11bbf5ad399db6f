package io.lakehousesync.snowflake.internal.refresh;

import io.lakehousesync.exceptions.DivergedException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.UnansweredException;
import io.lakehousesync.snowflake.setup.Replacement;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.text.Printable;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An Iceberg table in Snowflake, and the last known state of this table. At most one refresh of the
 * table runs at a time; other refreshes wait.
 */
public final class CatalogTable {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogTable.class);

  /**
   * A statement that Snowflake may still execute, although the call has ended without an answer.
   */
  private record Unsettled(MetadataLocation target, SQLException failure, Instant until) {
    boolean isOver(Instant now) {
      return !now.isBefore(until)
          && !(failure instanceof UnansweredException call && call.isPending());
    }
  }

  /** The time between two checks of a statement that was not answered. */
  public interface Pause {
    /** Waits. Returns false if the caller was interrupted. */
    boolean elapse();
  }

  /** A statement that makes the table serve another file. */
  private interface Move {
    Optional<String> run() throws SQLException;
  }

  /** What a statement does to the table. */
  private enum Kind {
    REFRESH,
    CREATION
  }

  private final SnowflakeName name;
  private final SnowflakeClient client;
  private final RefreshGuard guard;
  private final @Nullable TableStorage missingTables;
  private final Duration statementTimeout;
  private final Clock clock;
  private final Pause pause;

  /**
   * This is not a monitor, because a refresh takes minutes, and before JDK 24 a monitor pins
   * virtual threads.
   */
  private final ReentrantLock lock = new ReentrantLock();

  private final RefreshDurations durations = new RefreshDurations();

  /** What the table served at the last answer; null if Snowflake must be asked again. */
  private @Nullable MetadataLocation served;

  private @Nullable Unsettled unsettled;

  /**
   * Creates the state of a table in Snowflake. Sends no statement. Therefore, the state is not
   * known yet.
   *
   * @param statementTimeout the time after which Snowflake cancels a statement
   */
  public CatalogTable(
      SnowflakeName name,
      SnowflakeClient client,
      RefreshGuard guard,
      @Nullable TableStorage missingTables,
      Duration statementTimeout,
      Clock clock,
      Pause pause) {
    this.name = name;
    this.client = client;
    this.guard = guard;
    this.missingTables = missingTables;
    this.statementTimeout = statementTimeout;
    this.clock = clock;
    this.pause = pause;
  }

  /** Asks Snowflake what the table serves, without waiting for a refresh that is running. */
  public Optional<MetadataLocation> served() {
    return ask();
  }

  /**
   * Makes the table serve a metadata file. If another refresh of the table is running, waits for
   * its end first.
   *
   * @throws NotAppliedException if the table was not refreshed
   * @throws OutcomeUnknownException if it is not known whether the table was refreshed
   */
  public RefreshResult refresh(MetadataLocation wanted, String path) {
    lock();
    try {
      return refreshLocked(wanted, path);
    } finally {
      lock.unlock();
    }
  }

  private RefreshResult refreshLocked(MetadataLocation wanted, String path) {
    MetadataLocation now = served;
    boolean fresh = now == null;
    if (now == null) {
      Optional<MetadataLocation> asked = ask();
      if (asked.isEmpty()) {
        refuseWhileUnsettled();
        guard.check(wanted);
        return create(wanted, path);
      }
      now = asked.get();
      settle(now);
    }
    if (now.equals(wanted)) {
      return new RefreshResult.Unchanged(wanted);
    }
    check(now, wanted);
    refuseWhileUnsettled();
    return move(Kind.REFRESH, wanted, fresh, () -> client.refresh(name, path));
  }

  /**
   * Checks whether the table may move from one metadata file to another. If the guard refuses, the
   * next run asks Snowflake again what the table serves, because a person may have resolved the
   * problem in Snowflake.
   */
  private void check(MetadataLocation now, MetadataLocation wanted) {
    try {
      guard.check(now, wanted);
    } catch (DivergedException e) {
      served = null;
      throw e;
    }
  }

  /** Replaces the table. The next refresh asks Snowflake what the new table serves. */
  public Replacement replace(TableReplacement replacement, MetadataLocation location, String path) {
    lock();
    try {
      refuseWhileUnsettled();
      served = null;
      return replacement.run(location, path);
    } finally {
      lock.unlock();
    }
  }

  private void lock() {
    if (lock.tryLock()) {
      return;
    }
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotAppliedException(
          Retry.SENSIBLE,
          ("The thread was interrupted while it waited for an earlier refresh of %s. Nothing was"
                  + " sent. Run again.")
              .formatted(name),
          e);
    }
  }

  /**
   * Stores which file the table serves. If a late statement can still change the served file,
   * stores that the served file is not known.
   */
  private void settle(MetadataLocation now) {
    if (unsettled != null && (now.equals(unsettled.target) || unsettled.isOver(clock.instant()))) {
      unsettled = null;
    }
    served = unsettled == null ? now : null;
  }

  private void refuseWhileUnsettled() {
    Unsettled late = unsettled;
    if (late != null && !late.isOver(clock.instant())) {
      throw new NotAppliedException(
          Retry.SENSIBLE,
          ("An earlier refresh of %s to %s was not answered, and Snowflake may still execute it"
                  + " until %s. Nothing was sent, because the late refresh could then take the table"
                  + " back. Run again after that time.")
              .formatted(name, late.target, late.until),
          late.failure);
    }
    unsettled = null;
  }

  private RefreshResult create(MetadataLocation wanted, String path) {
    TableStorage how = missingTables;
    if (how == null) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          ("Snowflake has no Iceberg table %s that this role can see. Nothing was changed. Run"
                  + " the set-up (SnowflakeSetup), which creates it, or configure createMissing(...).")
              .formatted(name),
          null);
    }
    return move(Kind.CREATION, wanted, true, () -> client.create(name, how, path));
  }

  /**
   * Runs the statement, and reads back what the table serves.
   *
   * @param fresh whether Snowflake has just answered that the table serves another file
   */
  private RefreshResult move(Kind kind, MetadataLocation wanted, boolean fresh, Move statement) {
    served = null;
    Instant begun = clock.instant();
    Instant end = begun.plus(statementTimeout);
    Optional<String> queryId = Optional.empty();
    SQLException failure = null;
    try {
      queryId = statement.run();
      durations
          .add(Duration.between(begun, clock.instant()))
          .ifPresent(warning -> LOG.warn("{}: {}", Printable.escape(name.toString()), warning));
    } catch (SQLException e) {
      if (SnowflakeErrors.isRefused(e)) {
        throw notApplied(kind, wanted, e);
      }
      if (SnowflakeErrors.mayStillRun(e)) {
        return await(new Unsettled(wanted, e, end), fresh);
      }
      failure = e;
    }
    Optional<MetadataLocation> now = readBack(wanted, failure);
    now.ifPresent(this::settle);
    if (now.filter(wanted::equals).isPresent()) {
      RefreshResult.Refreshed done = RefreshResult.refreshed(wanted);
      return queryId.map(done::withReference).orElse(done);
    }
    if (failure != null) {
      throw notApplied(now.isPresent() ? Kind.REFRESH : kind, wanted, failure);
    }
    throw new NotAppliedException(
        Retry.SENSIBLE,
        "Snowflake accepted the refresh of %s to %s, but serves %s. Run again. If this repeats,"
                .formatted(name, wanted, describe(now))
            + " check whether another process refreshes this table.",
        null);
  }

  /**
   * Reads back until the statement has taken effect, or until Snowflake can no longer execute it.
   * The caller may hold a lock that prevents other hosts from refreshing the table. As long as
   * Snowflake may still execute the statement, this method does not return, so that the caller
   * keeps the lock.
   *
   * <p>If {@code fresh} is true, the table served another file just before our statement. Then, if
   * it serves the target now, our statement was executed. If {@code fresh} is false, the target
   * proves nothing: another host may have refreshed the table, and Snowflake may still execute our
   * statement.
   */
  private RefreshResult await(Unsettled move, boolean fresh) {
    unsettled = move;
    while (true) {
      boolean last = !clock.instant().isBefore(move.until);
      Optional<MetadataLocation> now = readBack(move);
      now.filter(served -> fresh || last).ifPresent(this::settle);
      if (unsettled == null && now.filter(move.target::equals).isPresent()) {
        return RefreshResult.refreshed(move.target);
      }
      if (last || !pause.elapse()) {
        if (unsettled == null) {
          throw notApplied(Kind.REFRESH, move.target, move.failure);
        }
        throw unknown(move.target, move.failure, "Now it serves " + describe(now));
      }
    }
  }

  /** Returns what the table serves; empty if reading failed and there is time to try again. */
  private Optional<MetadataLocation> readBack(Unsettled move) {
    if (!clock.instant().isBefore(move.until)) {
      return readBack(move.target, move.failure);
    }
    try {
      return client.served(name);
    } catch (SQLException e) {
      LOG.debug("{}: reading back failed, trying again: {}", name, e.getMessage());
      return Optional.empty();
    }
  }

  private static String describe(Optional<MetadataLocation> now) {
    return now.map(MetadataLocation::uri).orElse("nothing");
  }

  private Optional<MetadataLocation> ask() {
    try {
      return client.served(name);
    } catch (SQLException e) {
      throw new NotAppliedException(
          SnowflakeErrors.retry(e),
          "Asking Snowflake which snapshot %s serves failed: %s. Nothing was changed. %s"
              .formatted(name, SnowflakeErrors.describe(e), SnowflakeErrors.advice(e)),
          e);
    }
  }

  private Optional<MetadataLocation> readBack(
      MetadataLocation wanted, @Nullable SQLException failure) {
    try {
      return client.served(name);
    } catch (SQLException e) {
      if (failure != null) {
        e.addSuppressed(failure);
      }
      throw unknown(wanted, e, "Reading back failed: the table serves the old or the new snapshot");
    }
  }

  private OutcomeUnknownException unknown(
      MetadataLocation wanted, SQLException e, String whatIsTrue) {
    return new OutcomeUnknownException(
        "Refresh of %s to %s was sent, but its outcome is not known: %s. %s. The next run first asks Snowflake."
            .formatted(name, wanted, SnowflakeErrors.describe(e), whatIsTrue),
        e);
  }

  private NotAppliedException notApplied(Kind kind, MetadataLocation wanted, SQLException e) {
    String message =
        switch (kind) {
          case REFRESH ->
              "Refresh of %s to %s failed: %s. It still serves the earlier snapshot. %s"
                  .formatted(name, wanted, SnowflakeErrors.describe(e), SnowflakeErrors.advice(e));
          case CREATION ->
              "Creation of %s at %s failed: %s. Snowflake has no such table. %s"
                  .formatted(
                      name, wanted, SnowflakeErrors.describe(e), SnowflakeErrors.creationAdvice(e));
        };
    return new NotAppliedException(SnowflakeErrors.retry(e), message, e);
  }
}
