package io.lakehousesync.snowflake;

import io.lakehousesync.DivergedException;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import io.lakehousesync.OutcomeUnknownException;
import io.lakehousesync.RefreshResult;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Iceberg table of Snowflake, and what is known of it. One refresh at a time; the others wait.
 */
final class CatalogTable {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogTable.class);

  /** A move that may still be carried out, although nobody waits for its answer any more. */
  private record Unsettled(MetadataLocation target, SQLException failure, Instant until) {
    boolean isOver(Instant now) {
      return !now.isBefore(until)
          && !(failure instanceof UnansweredException call && call.isPending());
    }
  }

  /** The time between two looks at a move that was not answered. */
  interface Pause {
    /** Returns false if nobody wants to wait any more. */
    boolean elapse();
  }

  /** A statement that moves the table. */
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
  private final @Nullable MissingTables missingTables;
  private final Duration statementTimeout;
  private final Clock clock;
  private final Pause pause;
  private final RefreshPace pace = new RefreshPace();

  /** What the catalog named last; null if it is to be asked. */
  private @Nullable MetadataLocation served;

  private @Nullable Unsettled unsettled;

  /**
   * With nothing known.
   *
   * @param statementTimeout after which Snowflake itself ends a statement
   */
  CatalogTable(
      SnowflakeName name,
      SnowflakeClient client,
      RefreshGuard guard,
      @Nullable MissingTables missingTables,
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

  /** Asks, whatever is known, and does not wait for a refresh that is under way. */
  Optional<MetadataLocation> served() {
    return ask();
  }

  synchronized RefreshResult refresh(MetadataLocation wanted, String path) {
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
   * What a person decides about two histories is carried out elsewhere: the next run asks, and goes
   * by what the table serves then.
   */
  private void check(MetadataLocation now, MetadataLocation wanted) {
    try {
      guard.check(now, wanted);
    } catch (DivergedException e) {
      served = null;
      throw e;
    }
  }

  /** Nothing is known of the table afterwards: it is asked. */
  synchronized Replacement replace(
      TableReplacement replacement, MetadataLocation location, String path) {
    refuseWhileUnsettled();
    served = null;
    return replacement.run(location, path);
  }

  /** While a late move can still come, what was read is not true for long. */
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
          ("An earlier refresh of %s to %s was not answered, and Snowflake may still carry it out"
                  + " until %s. Nothing was sent, for that could then take the table back. Run again"
                  + " after that.")
              .formatted(name, late.target, late.until),
          late.failure);
    }
    unsettled = null;
  }

  private RefreshResult create(MetadataLocation wanted, String path) {
    MissingTables how = missingTables;
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
   * Runs the statement, and believes only what is read back.
   *
   * @param fresh whether the table served something else just now, by its own answer
   */
  private RefreshResult move(Kind kind, MetadataLocation wanted, boolean fresh, Move statement) {
    served = null;
    Instant begun = clock.instant();
    Instant end = begun.plus(statementTimeout);
    Optional<String> queryId = Optional.empty();
    SQLException failure = null;
    try {
      queryId = statement.run();
      pace.took(Duration.between(begun, clock.instant()))
          .ifPresent(warning -> LOG.warn("{}: {}", name, warning));
    } catch (SQLException e) {
      if (SnowflakeError.isRefused(e)) {
        throw notApplied(kind, wanted, e);
      }
      if (SnowflakeError.mayStillRun(e)) {
        return await(new Unsettled(wanted, e, end), fresh);
      }
      failure = e;
    }
    Optional<MetadataLocation> now = readBack(wanted, failure);
    now.ifPresent(this::settle);
    if (now.filter(wanted::equals).isPresent()) {
      return new RefreshResult.Refreshed(wanted, queryId);
    }
    if (failure != null) {
      throw notApplied(now.isPresent() ? Kind.REFRESH : kind, wanted, failure);
    }
    throw new NotAppliedException(
        Retry.SENSIBLE,
        "Snowflake accepted the refresh of %s to %s, but serves %s. Run again; if it stays so, look"
                .formatted(name, wanted, describe(now))
            + " for somebody else who refreshes this table.",
        null);
  }

  /**
   * Reads back until the move has shown, or cannot be carried out any more. So whoever keeps other
   * hosts out while we refresh keeps them out until nothing of ours can come behind theirs.
   *
   * <p>That the table serves the target shows the move only if it did not before. Another host may
   * have brought it there since we last asked, and then our statement, which is one too many, may
   * still come.
   */
  private RefreshResult await(Unsettled move, boolean fresh) {
    unsettled = move;
    while (true) {
      boolean last = !clock.instant().isBefore(move.until);
      Optional<MetadataLocation> now = readBack(move);
      now.filter(served -> fresh || last).ifPresent(this::settle);
      if (unsettled == null && now.filter(move.target::equals).isPresent()) {
        return new RefreshResult.Refreshed(move.target, Optional.empty());
      }
      if (last || !pause.elapse()) {
        if (unsettled == null) {
          throw notApplied(Kind.REFRESH, move.target, move.failure);
        }
        throw unknown(move.target, move.failure, "Now it serves " + describe(now));
      }
    }
  }

  /** Empty if it could not be read and there is time to try again. */
  private Optional<MetadataLocation> readBack(Unsettled move) {
    if (!clock.instant().isBefore(move.until)) {
      return readBack(move.target, move.failure);
    }
    try {
      return client.served(name);
    } catch (SQLException e) {
      LOG.debug("{}: not read back yet: {}", name, e.getMessage());
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
          SnowflakeError.retry(e),
          "Snowflake could not be asked which snapshot %s serves: %s. Nothing was changed. %s"
              .formatted(name, SnowflakeError.describe(e), SnowflakeError.advice(e)),
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
      throw unknown(
          wanted, e, "It could not be read back: the table serves the old or the new snapshot");
    }
  }

  private OutcomeUnknownException unknown(
      MetadataLocation wanted, SQLException e, String whatIsTrue) {
    return new OutcomeUnknownException(
        "Refresh of %s to %s was sent, but its outcome is not known: %s. %s; the next run asks first."
            .formatted(name, wanted, SnowflakeError.describe(e), whatIsTrue),
        e);
  }

  private NotAppliedException notApplied(Kind kind, MetadataLocation wanted, SQLException e) {
    String message =
        switch (kind) {
          case REFRESH ->
              "Refresh of %s to %s failed: %s. It serves the snapshot from before. %s"
                  .formatted(name, wanted, SnowflakeError.describe(e), SnowflakeError.advice(e));
          case CREATION ->
              "Creation of %s at %s failed: %s. Snowflake has no such table. %s"
                  .formatted(
                      name, wanted, SnowflakeError.describe(e), SnowflakeError.creationAdvice(e));
        };
    return new NotAppliedException(SnowflakeError.retry(e), message, e);
  }
}
