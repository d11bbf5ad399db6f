package io.lakehousesync.examples.host.outage;

import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.exceptions.LakehouseSyncException;
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
 * Reports once that PostgreSQL or Snowflake cannot be reached, and once that the server is back.
 * There is one report for all tables and connections together. Reports only servers that were
 * reached before, because a server that is unreachable from the start ends the command with an
 * error. Thread-safe: reports appear in order.
 */
public final class Outages {
  /**
   * After a failure, a connection from a pool can end the outage only when this time has passed.
   */
  private static final Duration UNTRIED = Duration.ofSeconds(2);

  private final Output output;
  private final Map<String, Outage> current = new TreeMap<>();

  /**
   * The time when a server last answered a login, for each pool. The map {@code failed} has the
   * time of the last failure, for each pool.
   */
  private final Map<String, Instant> answered = new HashMap<>();

  private final Map<String, Instant> failed = new HashMap<>();

  /** The pools whose last login was rejected. */
  private final Set<String> rejecting = new HashSet<>();

  /** Creates the object for one process. */
  public Outages(Output output) {
    this.output = output;
  }

  /** Records a successful login. */
  public synchronized void reached(String pool) {
    rejecting.remove(pool);
    answered(pool);
  }

  /** Records a rejected login. The server is up, and the runs' errors contain its message. */
  synchronized void rejected(String pool) {
    rejecting.add(pool);
    answered(pool);
  }

  private void answered(String pool) {
    answered.put(pool, Instant.now());
    end(pool);
  }

  /**
   * Records that a pool provided a connection. Shortly after a failure, this does not prove that
   * the server is up, because a pool does not test a connection that was just used.
   */
  synchronized void pooled(String pool) {
    if (failed.getOrDefault(pool, Instant.MIN).isBefore(Instant.now().minus(UNTRIED))) {
      end(pool);
    }
  }

  /** Records a login without an answer. */
  public synchronized void failed(String pool, String reason, Instant began) {
    rejecting.remove(pool);
    begin(pool, reason, began);
  }

  /** Records that a pool had no connection available. Does nothing if the server rejects logins. */
  synchronized void starved(String pool, String reason, Instant began) {
    if (!rejecting.contains(pool)) {
      begin(pool, reason, began);
    }
  }

  private void begin(String pool, String reason, Instant began) {
    // An attempt that began before the last answer does not show that the server is down now.
    if (!answered.containsKey(pool) || began.isBefore(answered.get(pool))) {
      return;
    }
    failed.put(pool, Instant.now());
    Outage outage = new Outage(pool, began, reason);
    if (current.putIfAbsent(pool, outage) == null) {
      outage.reportBegin(output, "%s. %s".formatted(outage, consequence(pool)));
    }
  }

  private void end(String pool) {
    Outage outage = current.remove(pool);
    if (outage != null) {
      outage.reportEnd(output);
    }
  }

  /** Describes the servers that are down now. */
  public synchronized Optional<String> now() {
    return current.isEmpty()
        ? Optional.empty()
        : Optional.of(
            current.values().stream().map(Outage::toString).collect(Collectors.joining("; ")));
  }

  /** Returns whether a reported outage explains why a run had no connection, or lost it. */
  public synchronized boolean explains(LakehouseSyncException failure) {
    return !current.isEmpty() && ConnectionErrors.isCauseOf(failure);
  }

  private static String consequence(String pool) {
    return pool.equals("postgres")
        ? "The sync continues by itself when it is back, from what is committed."
        : "Rows are still committed; the catalog lags behind, and catches up when it is back.";
  }
}
