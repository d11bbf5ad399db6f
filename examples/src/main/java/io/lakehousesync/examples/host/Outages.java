package io.lakehousesync.examples.host;

import io.lakehousesync.LakehouseSyncException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/**
 * Tells once that PostgreSQL or Snowflake cannot be reached, and once that it is back, however many
 * tables and connections are concerned. Only of what has been reached before: what is wrong from
 * the start ends the command with an error. Thread-safe.
 */
final class Outages {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  /** How long an outage lasts at least before a connection from a pool ends it. */
  private static final Duration UNTRIED = Duration.ofSeconds(2);

  private final Output output;
  private final Set<String> reached = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<String, Outage> current = new ConcurrentSkipListMap<>();

  /** What is down, since when, and what the driver says. */
  private record Outage(String system, Instant since, String reason) {
    @Override
    public String toString() {
      return "%s cannot be reached since %s: %s".formatted(system, time(since), reason);
    }
  }

  Outages(Output output) {
    this.output = output;
  }

  /** A login has succeeded. */
  void reached(String pool) {
    reached.add(pool);
    Outage outage = current.remove(pool);
    if (outage != null) {
      Duration lasted = Duration.between(outage.since, Instant.now());
      output.line(
          "%s is back after %d s".formatted(outage.system, lasted.toSeconds()),
          Fields.of("type", "outage")
              .and("system", pool)
              .and("state", "over")
              .and("since", outage.since.toString())
              .and("lastedMs", lasted.toMillis())
              .map());
    }
  }

  /**
   * A pool gave a connection. In the beginning of an outage that proves nothing: one that was used
   * just now is not tried first.
   */
  void pooled(String pool) {
    Outage outage = current.get(pool);
    if (outage != null && outage.since.plus(UNTRIED).isBefore(Instant.now())) {
      reached(pool);
    }
  }

  /** A login has failed, or a pool has none to give. */
  void failed(String pool, String reason, Instant began) {
    Outage outage = new Outage(system(pool), began, reason);
    if (reached.contains(pool) && current.putIfAbsent(pool, outage) == null) {
      output.line(
          "%s. %s".formatted(outage, consequence(pool)),
          Fields.of("type", "outage")
              .and("system", pool)
              .and("state", "begun")
              .and("since", began.toString())
              .and("reason", outage.reason)
              .map());
    }
  }

  /** What is down now, in words. */
  Optional<String> now() {
    return current.isEmpty()
        ? Optional.empty()
        : Optional.of(
            current.values().stream().map(Outage::toString).collect(Collectors.joining("; ")));
  }

  /** Whether a run failed for want of a connection, which has been told already. */
  boolean explains(LakehouseSyncException failure) {
    return !current.isEmpty() && isWithoutConnection(failure);
  }

  /** Whether a pool had no connection to give. */
  static boolean isWithoutConnection(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) {
        return true;
      }
    }
    return false;
  }

  private static String consequence(String pool) {
    return pool.equals("postgres")
        ? "The sync goes on by itself when it is back, from what is committed."
        : "Rows are committed all the same; the catalog lags behind, and follows when it is back.";
  }

  /** A moment as a clock on the wall shows it. */
  static String time(Instant moment) {
    return TIME.format(moment);
  }

  static String system(String pool) {
    return Map.of("postgres", "PostgreSQL", "snowflake", "Snowflake").getOrDefault(pool, pool);
  }

  /** What a driver says, without advice that everybody knows. */
  static String reason(Throwable e) {
    return oneLine(String.valueOf(e.getMessage()))
        .replaceFirst("\\. Check that the hostname and port are correct.*", "")
        .replaceFirst("\\.$", "");
  }

  /** What the driver said in the first place, where a pool had no connection to give. */
  static String rootReason(Throwable failure) {
    Throwable root = failure;
    while (isWithoutConnection(failure) && root.getCause() instanceof SQLException cause) {
      root = cause;
    }
    return reason(root);
  }

  static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
