package io.lakehousesync.testkit.snowflake.internal.pipeline;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task: the parameters of CREATE TASK, and its state and schedule. Thread-safe.
 *
 * <p>Sources on docs.snowflake.com: "Introduction to tasks" (/en/user-guide/tasks-intro), "Create a
 * sequence of tasks with a task graph" (/en/user-guide/tasks-graphs). The documentation does not
 * say whether a child that has lost its predecessors becomes a triggered task. In the stand-in it
 * does not: it runs only on request.
 */
public final class Task {
  /**
   * The parameters of CREATE TASK.
   *
   * @param id an id that distinguishes the task from earlier tasks with the same name
   * @param schedule its schedule, if it has one
   * @param condition its WHEN
   * @param sql the statement that it runs
   * @param failureLimit the number of consecutive failures after which the task is suspended; 0 if
   *     it is never suspended
   * @param minimumInterval the minimum time between two runs of a triggered task
   */
  public record Definition(
      ObjectName name,
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
  private final boolean createdAsChild;
  private List<ObjectName> predecessors;
  private boolean started;
  private boolean requested;
  private int failures;
  private @Nullable Instant nextRun;
  private @Nullable Instant lastRun;
  private @Nullable Instant lastSuspendedOn;
  private @Nullable String lastSuspendedReason;

  public Task(Definition definition, List<ObjectName> predecessors) {
    this.definition = definition;
    this.predecessors = List.copyOf(predecessors);
    createdAsChild = !predecessors.isEmpty();
  }

  public Definition definition() {
    return definition;
  }

  public ObjectName name() {
    return definition.name();
  }

  public synchronized List<ObjectName> predecessors() {
    return predecessors;
  }

  public synchronized boolean isRoot() {
    return predecessors.isEmpty();
  }

  /** Returns whether the task is triggered: it has no schedule, and runs when a stream has data. */
  public boolean isTriggered() {
    return !createdAsChild && definition.schedule().isEmpty() && definition.condition().isPresent();
  }

  /** Removes a predecessor that was dropped or replaced, or that has another owner. */
  public synchronized void forget(ObjectName predecessor) {
    predecessors = predecessors.stream().filter(name -> !name.equals(predecessor)).toList();
  }

  public synchronized boolean isStarted() {
    return started;
  }

  /** Starts the task. The interval of a schedule begins now. */
  public synchronized void resume(Instant now) {
    if (!started) {
      started = true;
      failures = 0;
      nextRun = definition.schedule().map(schedule -> now.plus(schedule.interval())).orElse(now);
    }
  }

  public synchronized void suspend(Instant now, String reason) {
    if (started) {
      started = false;
      nextRun = null;
      lastSuspendedOn = now;
      lastSuspendedReason = reason;
    }
  }

  public synchronized Optional<Instant> lastSuspendedOn() {
    return Optional.ofNullable(lastSuspendedOn);
  }

  public synchronized Optional<String> lastSuspendedReason() {
    return Optional.ofNullable(lastSuspendedReason);
  }

  /**
   * Returns the time of the next scheduled run. For a triggered task, returns the earliest time at
   * which the task may run.
   */
  public synchronized Optional<Instant> nextRun() {
    if (nextRun == null || definition.schedule().isPresent() || lastRun == null) {
      return Optional.ofNullable(nextRun);
    }
    Instant earliest = lastRun.plus(definition.minimumInterval());
    return Optional.of(earliest.isAfter(nextRun) ? earliest : nextRun);
  }

  /** Records a run that was due at this time. */
  public synchronized void ranAt(Instant due) {
    lastRun = due;
    if (nextRun != null) {
      nextRun = definition.schedule().map(each -> due.plus(each.interval())).orElse(nextRun);
    }
  }

  /** Requests a run, as EXECUTE TASK does. */
  public synchronized void request() {
    requested = true;
  }

  /** Returns whether a run was requested since the last call. */
  public synchronized boolean takeRequest() {
    boolean asked = requested;
    requested = false;
    return asked;
  }

  /** Counts a run. Returns the number of consecutive failures. */
  public synchronized int count(boolean succeeded) {
    failures = succeeded ? 0 : failures + 1;
    return failures;
  }
}
