package io.lakehousesync.postgres;

import io.lakehousesync.TableHealth;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the table {@code lakehouse_sync.status} says of a synced table: the state that {@link
 * StatusRecorder} has written, in this process or in another one. All times are on PostgreSQL's
 * clock. Immutable.
 */
public final class RecordedStatus {
  private final SyncTable table;
  private final TableHealth.Status status;
  private final String reason;
  private final String host;
  private final Instant readAt;
  private final Instant updatedAt;
  private final Optional<MetadataLocation> served;
  private final Optional<Instant> servedThrough;
  private final Optional<Instant> verifiedThrough;
  private final OptionalLong differences;
  private final OptionalLong pendingRows;
  private final Optional<String> notCompared;
  private final Optional<Instant> lastCopiedAt;
  private final OptionalLong lastCopiedRows;
  private final Optional<Instant> lastFailedAt;
  private final Optional<String> lastFailure;

  RecordedStatus(SyncTable table, ResultSet row) throws SQLException {
    this.table = table;
    status = TableHealth.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT));
    reason = row.getString("reason");
    host = row.getString("host");
    readAt = row.getTimestamp("read_at").toInstant();
    updatedAt = row.getTimestamp("updated_at").toInstant();
    served = Optional.ofNullable(row.getString("served_location")).map(MetadataLocation::new);
    servedThrough = time(row, "served_through");
    verifiedThrough = time(row, "verified_through");
    differences = number(row, "differences");
    pendingRows = number(row, "pending_rows");
    notCompared = Optional.ofNullable(row.getString("not_compared"));
    lastCopiedAt = time(row, "last_copied_at");
    lastCopiedRows = number(row, "last_copied_rows");
    lastFailedAt = time(row, "last_error_at");
    lastFailure = Optional.ofNullable(row.getString("last_error"));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
  }

  private static OptionalLong number(ResultSet row, String column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /** Returns the table. */
  public SyncTable table() {
    return table;
  }

  /**
   * Returns the status that the host has written. It does not change after the host has ended; the
   * {@link #freshnessLag} grows.
   */
  public TableHealth.Status status() {
    return status;
  }

  /** Returns why the table had this status. */
  public String reason() {
    return reason;
  }

  /** Returns the name of the host that has run the table last. */
  public String host() {
    return host;
  }

  /** Returns when this status was read. */
  public Instant readAt() {
    return readAt;
  }

  /** Returns when the host has written the status. */
  public Instant updatedAt() {
    return updatedAt;
  }

  /** Returns the metadata file that the catalog has confirmed last; empty if there is none. */
  public Optional<MetadataLocation> served() {
    return served;
  }

  /**
   * Returns the time up to which the catalog is known to be complete; without a catalog, the
   * Iceberg table. Empty if it is unknown.
   */
  public Optional<Instant> servedThrough() {
    return servedThrough;
  }

  /**
   * Returns the freshness lag when this status was read: the age of {@link #servedThrough}. It
   * grows while no host runs. Empty if it is unknown.
   */
  public Optional<Duration> freshnessLag() {
    return servedThrough.map(through -> Duration.between(through, readAt));
  }

  /**
   * Returns the time up to which everything that was copied was compared completely; empty if this
   * has not happened yet.
   */
  public Optional<Instant> verifiedThrough() {
    return verifiedThrough;
  }

  /** Returns how many rows are known to differ; empty if the table was not verified. */
  public OptionalLong differences() {
    return differences;
  }

  /** Returns how many rows waited for the next copy at the last verification, if it is known. */
  public OptionalLong pendingRows() {
    return pendingRows;
  }

  /** Returns what the last verification could not compare; empty if there is nothing. */
  public Optional<String> notCompared() {
    return notCompared;
  }

  /** Returns when a run has last copied rows; empty if none has. */
  public Optional<Instant> lastCopiedAt() {
    return lastCopiedAt;
  }

  /** Returns how many rows this run copied. */
  public OptionalLong lastCopiedRows() {
    return lastCopiedRows;
  }

  /** Returns when a run has last failed, also if later runs have succeeded. */
  public Optional<Instant> lastFailedAt() {
    return lastFailedAt;
  }

  /** Returns the failure of this run. */
  public Optional<String> lastFailure() {
    return lastFailure;
  }

  /**
   * Returns why the table does not count as fresh; empty if its freshness lag is at most {@code
   * atMost}, its last run has not failed, and no changes are known to be missing.
   */
  public Optional<String> whyNotFresh(Duration atMost) {
    if (status.compareTo(TableHealth.Status.INCOMPLETE) >= 0) {
      return Optional.of("it is %s: %s".formatted(status.name().toLowerCase(Locale.ROOT), reason));
    }
    if (differences.orElse(0) > 0) {
      return Optional.of(differing());
    }
    Optional<Duration> lag = freshnessLag();
    if (lag.isEmpty()) {
      return Optional.of("its freshness lag is unknown: " + reason);
    }
    return lag.get().compareTo(atMost) <= 0
        ? Optional.empty()
        : Optional.of(
            "its freshness lag is %s, and %s is accepted. %s has written its status %s ago; %s"
                .formatted(
                    seconds(lag.get()),
                    seconds(atMost),
                    host,
                    seconds(Duration.between(updatedAt, readAt)),
                    status == TableHealth.Status.FRESH
                        ? "the table was fresh then. Does a sync still run?"
                        : reason));
  }

  /**
   * Returns why the table does not count as verified; empty if everything that was copied up to a
   * time was compared completely, this time is at most {@code atMost} ago, and no row is known to
   * differ.
   */
  public Optional<String> whyNotVerified(Duration atMost) {
    if (differences.orElse(0) > 0) {
      return Optional.of(differing());
    }
    if (notCompared.isPresent()) {
      return Optional.of("it was not compared completely: " + notCompared.get());
    }
    if (verifiedThrough.isEmpty()) {
      return Optional.of(
          "it was not compared completely yet. Verify it in the background (verify.every).");
    }
    Duration age = Duration.between(verifiedThrough.get(), readAt);
    return age.compareTo(atMost) <= 0
        ? Optional.empty()
        : Optional.of(
            "it is verified up to %s ago, and %s is accepted"
                .formatted(seconds(age), seconds(atMost)));
  }

  private String differing() {
    long count = differences.orElse(0);
    return "a verification has found %d %s with differences. Verify and repair the table (PgLakeVerifier)."
        .formatted(count, count == 1 ? "row" : "rows");
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1000.0);
  }
}
