package io.lakehousesync.testkit.snowflake;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task: what CREATE TASK said, and whether and when it runs. Thread-safe.
 *
 * <p>Source: docs.snowflake.com, "Introduction to tasks" (/en/user-guide/tasks-intro).
 */
final class Task {
  /**
   * What CREATE TASK said.
   *
   * @param id tells it from others that had its name
   * @param schedule how often it runs, if it has a schedule
   * @param condition its WHEN
   * @param sql what it runs
   * @param failureLimit after how many failures in a row it is suspended; 0 for never
   * @param minimumInterval the least time between two runs of a triggered task
   */
  record Definition(
      TableName name,
      String id,
      Optional<String> warehouse,
      Optional<TaskSchedule> schedule,
      Optional<TaskCondition> condition,
      String sql,
      int failureLimit,
      Duration minimumInterval,
      Optional<String> targetCompletionInterval,
      String comment,
      Instant createdOn) {}

  private final Definition definition;
  private List<TableName> predecessors;
  private boolean started;
  private boolean requested;
  private int failures;
  private @Nullable Instant nextRun;
  private @Nullable Instant lastRun;
  private @Nullable Instant lastSuspendedOn;
  private @Nullable String lastSuspendedReason;

  Task(Definition definition, List<TableName> predecessors) {
    this.definition = definition;
    this.predecessors = List.copyOf(predecessors);
  }

  Definition definition() {
    return definition;
  }

  TableName name() {
    return definition.name();
  }

  synchronized List<TableName> predecessors() {
    return predecessors;
  }

  synchronized boolean isRoot() {
    return predecessors.isEmpty();
  }

  /** Whether it runs when a stream has data, and not by a schedule. */
  boolean isTriggered() {
    return isRoot() && definition.schedule().isEmpty() && definition.condition().isPresent();
  }

  /** A task that was dropped or replaced is no longer its predecessor. */
  synchronized void forget(TableName predecessor) {
    predecessors = predecessors.stream().filter(name -> !name.equals(predecessor)).toList();
  }

  synchronized boolean isStarted() {
    return started;
  }

  /** Starts it; the interval of a schedule counts from now. */
  synchronized void resume(Instant now) {
    if (!started) {
      started = true;
      failures = 0;
      nextRun = definition.schedule().map(schedule -> now.plus(schedule.interval())).orElse(now);
    }
  }

  synchronized void suspend(Instant now, String reason) {
    if (started) {
      started = false;
      nextRun = null;
      lastSuspendedOn = now;
      lastSuspendedReason = reason;
    }
  }

  synchronized Optional<Instant> lastSuspendedOn() {
    return Optional.ofNullable(lastSuspendedOn);
  }

  synchronized Optional<String> lastSuspendedReason() {
    return Optional.ofNullable(lastSuspendedReason);
  }

  /** When its schedule wants it next; for a triggered task the earliest time it may run. */
  synchronized Optional<Instant> nextRun() {
    if (nextRun == null || definition.schedule().isPresent() || lastRun == null) {
      return Optional.ofNullable(nextRun);
    }
    Instant earliest = lastRun.plus(definition.minimumInterval());
    return Optional.of(earliest.isAfter(nextRun) ? earliest : nextRun);
  }

  /** Notes that it has been run for this time. */
  synchronized void ranAt(Instant due) {
    lastRun = due;
    if (nextRun != null) {
      nextRun = definition.schedule().map(each -> due.plus(each.interval())).orElse(nextRun);
    }
  }

  /** EXECUTE TASK. */
  synchronized void request() {
    requested = true;
  }

  /** Whether EXECUTE TASK has asked for a run since the last call. */
  synchronized boolean takeRequest() {
    boolean asked = requested;
    requested = false;
    return asked;
  }

  /** Counts a run; returns how many have failed in a row. */
  synchronized int count(boolean succeeded) {
    failures = succeeded ? 0 : failures + 1;
    return failures;
  }
}
