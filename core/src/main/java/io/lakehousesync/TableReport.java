package io.lakehousesync;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What one run did for one table, and what is true afterwards. Its {@link #toString()} is one line
 * for a log.
 *
 * @param table the table
 * @param rows the rows that were copied
 * @param remaining what is left in the heap table, of what was committed when it was looked at
 * @param blockedBy what must end before that can be copied; empty unless it is blocked
 * @param location the newest committed snapshot; empty if the run ended before it was found
 * @param refresh what the catalog serves; empty if the run ended before it was known
 * @param freshnessLag how old the state that the catalog serves is at the end of the run: the time
 *     since which a committed change may not be visible yet. Empty unless the catalog has confirmed
 *     a snapshot that holds everything from before a known time
 * @param timings how long each step took
 * @param guarantee what is captured and what is not
 * @param failure why the table did not get through; empty if it did
 */
public record TableReport(
    SyncTable table,
    long rows,
    CopyResult.Remaining remaining,
    Optional<String> blockedBy,
    Optional<MetadataLocation> location,
    Optional<RefreshResult> refresh,
    Optional<Duration> freshnessLag,
    Timings timings,
    String guarantee,
    Optional<LakehouseSyncException> failure) {

  /**
   * How long each step took; zero for a step that was not reached.
   *
   * @param copy copying, all batches
   * @param refresh finding the newest snapshot and refreshing the catalog, read-back included
   */
  public record Timings(Duration copy, Duration refresh) {}

  /** Whether the table got through all steps. */
  public boolean succeeded() {
    return failure.isEmpty();
  }

  /** Whether the Iceberg table or the catalog is another one than before the run. */
  public boolean changedSomething() {
    return rows > 0 || refresh.filter(RefreshResult.Refreshed.class::isInstance).isPresent();
  }

  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(160);
    line.append(succeeded() ? "synced " : "FAILED ").append(table).append(" rows=").append(rows);
    if (remaining != CopyResult.Remaining.NONE) {
      line.append(" remaining=").append(remaining.name().toLowerCase(Locale.ROOT));
    }
    blockedBy.ifPresent(holder -> line.append(" blocked_by=\"").append(holder).append('"'));
    location.ifPresent(found -> line.append(" snapshot=").append(found.fileName()));
    refresh.ifPresent(result -> line.append(" catalog=").append(describe(result)));
    freshnessLag.ifPresent(lag -> line.append(" freshness_ms=").append(lag.toMillis()));
    line.append(" copy_ms=").append(timings.copy().toMillis());
    line.append(" refresh_ms=").append(timings.refresh().toMillis());
    line.append(" guarantee=\"").append(guarantee).append('"');
    failure.ifPresent(e -> line.append(" error=").append(quoted(String.valueOf(e.getMessage()))));
    return line.toString();
  }

  /** On one line, for PostgreSQL and Snowflake write several. */
  private static String quoted(String text) {
    return '"' + text.strip().replaceAll("\\s*\\R\\s*", " ").replace("\"", "\\\"") + '"';
  }

  private static String describe(RefreshResult result) {
    if (result instanceof RefreshResult.Refreshed refreshed) {
      return "refreshed"
          + refreshed.reference().map(" query="::concat).orElse("")
          + refreshed.tag().map(" tag="::concat).orElse("");
    }
    return result instanceof RefreshResult.NotServed ? "none" : "unchanged";
  }
}
