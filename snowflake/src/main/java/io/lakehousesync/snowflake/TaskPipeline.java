package io.lakehousesync.snowflake;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.snowflake.PipelineStatus.Run;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.NotSentException;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.internal.sql.StatementSettings;
import io.lakehousesync.snowflake.internal.task.PipelineNames;
import io.lakehousesync.snowflake.internal.task.RefreshProcedure;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The objects with which Snowflake checks for new metadata files of a table and refreshes the
 * table: a stage with a directory, a stream on the stage, a procedure, and one or two tasks. {@link
 * SnowflakeSetup.Builder#pipelines} creates them; this class controls them.
 *
 * <p>Use a task pipeline if no process of yours can reach Snowflake. A {@link SnowflakeRefresher}
 * is faster, needs no warehouse, and never serves a snapshot that was not committed. If a commit
 * fails after it has written its metadata file, a task pipeline serves this file until a newer file
 * exists.
 *
 * <p>Thread-safe.
 */
public final class TaskPipeline {
  private static final Duration STATEMENT_TIMEOUT = Duration.ofMinutes(10);

  private final JdbcStatements snowflake;
  private final PipelineNames names;
  private final SnowflakeName schema;

  private TaskPipeline(JdbcStatements snowflake, PipelineNames names) {
    this.snowflake = snowflake;
    this.names = names;
    this.schema = new SnowflakeName(names.schema());
  }

  /**
   * Returns the task pipeline of a table.
   *
   * @param schema database and schema of the set-up
   * @throws IllegalArgumentException if the schema's name does not have two parts
   */
  public static TaskPipeline of(DataSource snowflake, String schema, SyncTable table) {
    return of(snowflake, schema, table, STATEMENT_TIMEOUT);
  }

  static TaskPipeline of(
      DataSource snowflake, String schema, SyncTable table, Duration statementTimeout) {
    return new TaskPipeline(
        new JdbcStatements(
            snowflake, new StatementSettings("lakehouse-sync-pipeline", statementTimeout)),
        new PipelineNames(SnowflakeName.of(table, SnowflakeName.schema(schema).parts())));
  }

  /**
   * Resumes the tasks. If all tasks are resumed already, does nothing.
   *
   * @throws NotAppliedException if a task is missing, or the role lacks a privilege
   * @throws OutcomeUnknownException if only some of the statements were executed, or Snowflake did
   *     not answer; call this again
   */
  public void resume() {
    change(
        "Resuming",
        ask(this::tasks).stream()
            .filter(task -> !task.started())
            .map(task -> SnowflakeSql.RESUME_TASK.with(task.name()))
            .toList());
  }

  /**
   * Suspends the tasks. A run that has started continues.
   *
   * @throws NotAppliedException if a task is missing, or the role lacks a privilege
   * @throws OutcomeUnknownException if only some of the statements were executed, or Snowflake did
   *     not answer; call this again
   */
  public void suspend() {
    List<String> statements = new ArrayList<>();
    for (ShownTask task : ask(this::tasks)) {
      statements.add(0, SnowflakeSql.SUSPEND_TASK.with(task.name()));
    }
    change("Suspending", statements);
  }

  /**
   * Refreshes the stage's directory, and then calls the procedure directly, without a task.
   *
   * @return the procedure's result: the name of the file that the table serves. If files changed
   *     during the run, returns a text that says so; call this again
   * @throws NotAppliedException if the refresh of the stage failed, so that the procedure was not
   *     called. Also thrown if the procedure could not choose a file: there is none, several have
   *     the newest version, or the table serves a newer file or another table
   * @throws OutcomeUnknownException if the procedure failed in another way, or Snowflake did not
   *     answer. The procedure may have refreshed the table before the failure. Call this again
   */
  public String runNow() {
    change("Running", List.of(SnowflakeSql.REFRESH_STAGE.with(names.stage())));
    try {
      return snowflake.value(SnowflakeSql.CALL.with(names.procedure()));
    } catch (NotSentException e) {
      throw notDone("Running", e);
    } catch (SQLException e) {
      if (RefreshProcedure.raised(e)) {
        throw new NotAppliedException(
            Retry.SENSIBLE,
            "The task pipeline of %s refreshed nothing: %s"
                .formatted(names.table(), SnowflakeErrors.describe(e)),
            e);
      }
      throw new OutcomeUnknownException(
          "The procedure of the task pipeline of %s failed, or was not answered: %s."
                  .formatted(names.table(), SnowflakeErrors.describe(e))
              + " It may have refreshed the table before. Run it again when the cause is gone.",
          e);
    }
  }

  /**
   * Starts the first task now, as its schedule would. Snowflake's history shows the run. On a
   * warehouse, the first task refreshes the stage. If this finds new files, the stream starts the
   * task that refreshes the table, unless that task has run within the interval of the schedule.
   *
   * @throws NotAppliedException if the task is missing, or the role lacks a privilege
   * @throws OutcomeUnknownException if Snowflake did not answer
   */
  public void trigger() {
    List<ShownTask> tasks = ask(this::tasks);
    change(
        "Triggering", List.of(SnowflakeSql.EXECUTE_TASK.with(tasks.get(tasks.size() - 1).name())));
  }

  /**
   * Returns the status of the tasks.
   *
   * @throws NotAppliedException if Snowflake did not answer
   */
  public PipelineStatus status() {
    return ask(this::readStatus);
  }

  private PipelineStatus readStatus() throws SQLException {
    List<ShownTask> tasks = tasks();
    Optional<String> reason =
        tasks.stream()
            .filter(task -> !task.started())
            .flatMap(task -> task.row().text("last_suspended_reason").stream())
            .filter(text -> !text.isEmpty())
            .findFirst();
    boolean newFiles =
        Boolean.parseBoolean(snowflake.value(SnowflakeSql.STREAM_HAS_DATA.with(names.stream())));
    List<Run> runs = runs(tasks.get(0).name());
    List<Run> stageRefreshes = tasks.size() > 1 ? runs(tasks.get(1).name()) : List.of();
    return new PipelineStatus(
        tasks.stream().allMatch(ShownTask::started),
        reason,
        newFiles,
        runs.stream().filter(Run::ended).findFirst(),
        runs.stream().filter(Run::failed).findFirst(),
        stageRefreshes.stream().filter(Run::ended).findFirst());
  }

  /** Returns the runs of a task, the latest first. */
  private List<Run> runs(SnowflakeName task) throws SQLException {
    SnowflakeName database = new SnowflakeName(names.schema().subList(0, 1));
    return snowflake
        .rows(
            SnowflakeSql.TASK_HISTORY.with(
                database, task.last(), database.last(), schema.last(), task.last()))
        .stream()
        .map(Run::of)
        .toList();
  }

  /** A task with its row from SHOW. */
  private record ShownTask(SnowflakeName name, Row row) {
    boolean started() {
      return row.text("state").filter("started"::equalsIgnoreCase).isPresent();
    }
  }

  /**
   * Returns the task that refreshes the table, followed by the task that refreshes the stage if
   * there is one.
   */
  private List<ShownTask> tasks() throws SQLException {
    List<ShownTask> tasks = new ArrayList<>();
    SnowflakeName task = names.task();
    tasks.add(show(task).orElseThrow(() -> new SQLException("no task " + task, "02000", 2003)));
    show(names.stageTask()).ifPresent(tasks::add);
    return tasks;
  }

  private Optional<ShownTask> show(SnowflakeName task) throws SQLException {
    return snowflake.rows(SnowflakeSql.SHOW_TASKS.with(task.last(), schema)).stream()
        .filter(row -> row.text("name").filter(task.last()::equals).isPresent())
        .findFirst()
        .map(row -> new ShownTask(task, row));
  }

  private interface Question<T> {
    T ask() throws SQLException;
  }

  private <T> T ask(Question<T> question) {
    try {
      return question.ask();
    } catch (SQLException e) {
      throw new NotAppliedException(
          SnowflakeErrors.retry(e),
          "Reading the task pipeline of %s in Snowflake failed: %s. Nothing was changed. %s"
              .formatted(
                  names.table(), SnowflakeErrors.describe(e), SnowflakeErrors.setupAdvice(e)),
          e);
    }
  }

  private void change(String what, List<String> statements) {
    List<String> done = new ArrayList<>();
    for (String sql : statements) {
      try {
        snowflake.execute(sql);
      } catch (SQLException e) {
        throw done.isEmpty() && !SnowflakeErrors.mayStillRun(e)
            ? notDone(what, e)
            : new OutcomeUnknownException(
                "%s the task pipeline of %s: the outcome of %s is not known, or it failed: %s."
                        .formatted(what, names.table(), sql, SnowflakeErrors.describe(e))
                    + " Done before it: %s. Run it again, or read the status."
                        .formatted(done.isEmpty() ? "nothing" : String.join("; ", done)),
                e);
      }
      done.add(sql);
    }
  }

  private NotAppliedException notDone(String what, SQLException e) {
    return new NotAppliedException(
        SnowflakeErrors.retry(e),
        "%s the task pipeline of %s failed: %s. Nothing was changed. %s"
            .formatted(
                what, names.table(), SnowflakeErrors.describe(e), SnowflakeErrors.setupAdvice(e)),
        e);
  }
}
