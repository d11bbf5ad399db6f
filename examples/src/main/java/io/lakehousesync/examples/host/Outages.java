package io.lakehousesync.examples.host;

import io.lakehousesync.LakehouseSyncException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells once that PostgreSQL or Snowflake cannot be reached, and once that it is back, however many
 * tables and connections are concerned. Only of what has been reached before: what is wrong from
 * the start ends the command with an error. Thread-safe: what is told is told in order.
 */
final class Outages {
  /** How long nothing must have failed before a connection from a pool ends an outage. */
  private static final Duration UNTRIED = Duration.ofSeconds(2);

  private final Output output;
  private final Map<String, Outage> current = new TreeMap<>();

  /** When a login was last answered, and when one last failed. */
  private final Map<String, Instant> answered = new HashMap<>();

  private final Map<String, Instant> failed = new HashMap<>();

  /** Those that rejected the last login. */
  private final Set<String> rejecting = new HashSet<>();

  Outages(Output output) {
    this.output = output;
  }

  /** A login has succeeded. */
  synchronized void reached(String pool) {
    rejecting.remove(pool);
    answered(pool);
  }

  /** A login was rejected: the server is there, and the runs' errors tell what it says. */
  synchronized void rejected(String pool) {
    rejecting.add(pool);
    answered(pool);
  }

  private void answered(String pool) {
    answered.put(pool, Instant.now());
    end(pool);
  }

  /**
   * A pool gave a connection. Right after a failure that proves nothing: one that was used just now
   * is not tried first.
   */
  synchronized void pooled(String pool) {
    if (failed.getOrDefault(pool, Instant.MIN).isBefore(Instant.now().minus(UNTRIED))) {
      end(pool);
    }
  }

  /** A login did not get through. */
  synchronized void failed(String pool, String reason, Instant began) {
    rejecting.remove(pool);
    begin(pool, reason, began);
  }

  /** A pool had no connection to give, which is no wonder where logins are rejected. */
  synchronized void starved(String pool, String reason, Instant began) {
    if (!rejecting.contains(pool)) {
      begin(pool, reason, began);
    }
  }

  private void begin(String pool, String reason, Instant began) {
    // What began before the last answer says nothing about the time after it.
    if (!answered.containsKey(pool) || began.isBefore(answered.get(pool))) {
      return;
    }
    failed.put(pool, Instant.now());
    Outage outage = new Outage(pool, began, reason);
    if (current.putIfAbsent(pool, outage) == null) {
      outage.tellBegun(output, "%s. %s".formatted(outage, consequence(pool)));
    }
  }

  private void end(String pool) {
    Outage outage = current.remove(pool);
    if (outage != null) {
      outage.tellOver(output);
    }
  }

  /** What is down now, in words. */
  synchronized Optional<String> now() {
    return current.isEmpty()
        ? Optional.empty()
        : Optional.of(
            current.values().stream().map(Outage::toString).collect(Collectors.joining("; ")));
  }

  /** Whether a run failed for want of a connection, or lost it, which has been told already. */
  synchronized boolean explains(LakehouseSyncException failure) {
    return !current.isEmpty() && Unreachable.isCauseOf(failure);
  }

  private static String consequence(String pool) {
    return pool.equals("postgres")
        ? "The sync goes on by itself when it is back, from what is committed."
        : "Rows are committed all the same; the catalog lags behind, and follows when it is back.";
  }
}
