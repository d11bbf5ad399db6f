package io.lakehousesync.testkit.snowflake.internal.task;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Task;
import io.lakehousesync.testkit.snowflake.internal.pipeline.TaskCondition;
import io.lakehousesync.testkit.snowflake.internal.pipeline.TaskRun;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.statement.InnerStatements;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.TaskRuns;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Runs due tasks, one after the other, and keeps their history. Thread-safe.
 *
 * <p>Sources on docs.snowflake.com: "Create a sequence of tasks with a task graph"
 * (/en/user-guide/tasks-graphs), "Triggered tasks" (/en/user-guide/tasks-triggered), "CREATE TASK"
 * (/en/sql-reference/sql/create-task). A child runs when all its predecessors have ended without
 * failure. If all of them were skipped, the child does not run. A suspended child counts as
 * succeeded. If the stream of a triggered task still has data after a run, the task runs again
 * after its minimum interval. If runs of a schedule were missed, each of them runs later.
 */
public final class TaskRunner implements TaskRuns {
  private record Due(Task task, Instant at, String from) {}

  private final AccountObjects account;
  private final InnerStatements statements;
  private final Clock clock;
  private final List<TaskRun> history = new CopyOnWriteArrayList<>();
  private long runs;

  public TaskRunner(AccountObjects account, InnerStatements statements, Clock clock) {
    this.account = account;
    this.statements = statements;
    this.clock = clock;
  }

  @Override
  public List<TaskRun> history() {
    return List.copyOf(history);
  }

  /** Runs all tasks that are due now, and all tasks that become due because of these runs. */
  public synchronized void runDue() {
    for (Task task : account.tasks()) {
      if (task.takeRequest()) {
        runGraph(new Due(task, clock.instant(), "EXECUTE TASK"));
      }
    }
    for (Optional<Due> next = next(); next.isPresent(); next = next()) {
      Due due = next.get();
      due.task().ranAt(due.at());
      runGraph(due);
    }
  }

  private Optional<Due> next() {
    Due first = null;
    for (Task task : account.tasks()) {
      if (task.isStarted() && task.isRoot()) {
        // due() can refresh a directory with AUTO_REFRESH. The time of this refresh must not be
        // later than the time with which it is compared, so the clock is read after due().
        Optional<Due> due = due(task).filter(each -> !each.at().isAfter(clock.instant()));
        if (due.isPresent() && (first == null || due.get().at().isBefore(first.at()))) {
          first = due.get();
        }
      }
    }
    return Optional.ofNullable(first);
  }

  private Optional<Due> due(Task task) {
    Optional<Instant> next = task.nextRun();
    if (!task.isTriggered()) {
      return task.definition()
          .schedule()
          .flatMap(schedule -> next)
          .map(at -> new Due(task, at, "SCHEDULE"));
    }
    if (next.isEmpty() || next.get().isAfter(clock.instant())) {
      return Optional.empty();
    }
    return pendingSince(task)
        .map(since -> new Due(task, since.isAfter(next.get()) ? since : next.get(), "TRIGGER"));
  }

  /**
   * Returns the time since when a task may run. If its condition cannot be evaluated, the task runs
   * now, so that the run fails with the error.
   */
  private Optional<Instant> pendingSince(Task task) {
    try {
      return TaskConditions.since(
          task.definition().condition().orElseThrow(), context(session(task)));
    } catch (SnowflakeError e) {
      return Optional.of(clock.instant());
    }
  }

  private void runGraph(Due due) {
    long run = ++runs;
    Task root = due.task();
    Map<ObjectName, TaskRun.State> ended = new HashMap<>();
    List<Task> waiting = new ArrayList<>(account.descendants(root));
    ended.put(root.name(), run(root, root, due, run));
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Task task : List.copyOf(waiting)) {
        if (ended.keySet().containsAll(task.predecessors())) {
          waiting.remove(task);
          moved = true;
          child(task, due, run, ended);
        }
      }
    }
  }

  private void child(Task task, Due due, long run, Map<ObjectName, TaskRun.State> ended) {
    List<TaskRun.State> before = task.predecessors().stream().map(ended::get).toList();
    if (before.contains(TaskRun.State.FAILED)) {
      return;
    }
    if (!before.contains(TaskRun.State.SUCCEEDED)) {
      ended.put(task.name(), TaskRun.State.SKIPPED);
    } else if (!task.isStarted()) {
      ended.put(task.name(), TaskRun.State.SUCCEEDED);
    } else {
      ended.put(task.name(), run(task, due.task(), due, run));
    }
  }

  private TaskRun.State run(Task task, Task root, Due due, long run) {
    TaskRun.Outcome outcome = execute(task);
    history.add(
        new TaskRun(
            task.definition(),
            root.definition().id(),
            run,
            due.from(),
            due.at(),
            Optional.of(outcome)));
    if (outcome.state() != TaskRun.State.SKIPPED) {
      int failures = task.count(outcome.state() == TaskRun.State.SUCCEEDED);
      int limit = root.definition().failureLimit();
      if (limit > 0 && failures >= limit) {
        root.suspend(clock.instant(), "SUSPENDED_DUE_TO_ERRORS");
      }
    }
    return outcome.state();
  }

  private TaskRun.Outcome execute(Task task) {
    Instant started = clock.instant();
    String queryId = UUID.randomUUID().toString();
    Session session = session(task);
    try {
      TaskRights.check(task, account);
      Optional<TaskCondition> condition = task.definition().condition();
      if (condition.isPresent() && !TaskConditions.holds(condition.get(), context(session))) {
        return TaskRun.Outcome.skipped(started);
      }
      statements.run(queryId, task.definition().sql(), task.definition().sql(), session);
      return outcome(TaskRun.State.SUCCEEDED, queryId, Optional.empty(), session, started);
    } catch (SnowflakeError e) {
      return outcome(TaskRun.State.FAILED, queryId, Optional.of(e), session, started);
    } finally {
      session.rollback();
    }
  }

  private TaskRun.Outcome outcome(
      TaskRun.State state,
      String queryId,
      Optional<SnowflakeError> error,
      Session session,
      Instant started) {
    return new TaskRun.Outcome(
        state,
        Optional.of(queryId),
        error.map(SnowflakeError::code),
        error.map(SnowflakeError::text),
        session.taskReturnValue(),
        started,
        clock.instant());
  }

  private Session session(Task task) {
    Session session = Session.ofTask(task.definition().id());
    session.use(task.name().database(), task.name().schema());
    session.useRole(TaskRights.owner(task, account));
    task.definition().warehouse().ifPresent(session::useWarehouse);
    return session;
  }

  private StatementContext context(Session session) {
    return statements.context(session);
  }
}
