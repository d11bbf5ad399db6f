package io.lakehousesync.snowflake;

import io.lakehousesync.NotAppliedException;
import io.lakehousesync.OutcomeUnknownException;
import io.lakehousesync.SyncTable;
import io.lakehousesync.snowflake.JdbcStatements.Row;
import io.lakehousesync.snowflake.PipelineStatus.Run;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The objects by which Snowflake itself looks for new metadata files of a table and refreshes it: a
 * stage with a directory, a stream on that, a procedure, and one or two tasks. {@link
 * SnowflakeSetup.Builder#pipelines} makes them; this controls them.
 *
 * <p>Use it where no process of yours can reach Snowflake. A {@link SnowflakeRefresher} is faster,
 * costs no warehouse, and never serves a snapshot that was not committed; this can, for as long as
 * a failed commit's file is the newest one.
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
   * The pipeline of a table.
   *
   * @param schema database and schema of the set-up
   * @throws IllegalArgumentException if the schema's name has not two parts
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
   * Lets the tasks run, the child before the root. Does nothing if they do.
   *
   * @throws NotAppliedException if a task is missing or the role must not
   * @throws OutcomeUnknownException if it was done in part, or not answered; it can be done again
   */
  public void resume() {
    List<ShownTask> tasks = ask(this::tasks);
    if (tasks.stream().allMatch(ShownTask::started)) {
      return;
    }
    ShownTask root = tasks.get(tasks.size() - 1);
    List<String> statements = new ArrayList<>();
    if (root.started()) {
      // Snowflake changes no member of a graph whose root runs.
      statements.add(SnowflakeSql.SUSPEND_TASK.with(root.name()));
    }
    for (ShownTask task : tasks) {
      if (!task.started() || task.equals(root)) {
        statements.add(SnowflakeSql.RESUME_TASK.with(task.name()));
      }
    }
    change("Resuming", statements);
  }

  /**
   * Keeps the tasks from running, the root first. A run that is under way ends.
   *
   * @throws NotAppliedException if a task is missing or the role must not
   * @throws OutcomeUnknownException if it was done in part, or not answered; it can be done again
   */
  public void suspend() {
    List<String> statements = new ArrayList<>();
    for (ShownTask task : ask(this::tasks)) {
      statements.add(0, SnowflakeSql.SUSPEND_TASK.with(task.name()));
    }
    change("Suspending", statements);
  }

  /**
   * Refreshes the stage's directory and runs the procedure, now and in this session.
   *
   * @return what the procedure says: the file that is served, or why it did nothing
   * @throws NotAppliedException if the stage could not be refreshed, so that the procedure was not
   *     called
   * @throws OutcomeUnknownException if the procedure failed or was not answered: it may have
   *     refreshed the table before. It can be run again
   */
  public String runNow() {
    change("Running", List.of(SnowflakeSql.REFRESH_STAGE.with(names.stage())));
    try {
      return snowflake.value(SnowflakeSql.CALL.with(names.procedure()));
    } catch (NotSentException e) {
      throw notDone("Running", e);
    } catch (SQLException e) {
      throw new OutcomeUnknownException(
          "The procedure of the pipeline of %s failed, or was not answered: %s."
                  .formatted(names.table(), SnowflakeError.describe(e))
              + " It may have refreshed the table before. Run it again once the cause is gone.",
          e);
    }
  }

  /**
   * Has the root task run now, as its schedule would: Snowflake's history shows it.
   *
   * @throws NotAppliedException if the task is missing or the role must not
   * @throws OutcomeUnknownException if it was not answered
   */
  public void trigger() {
    List<ShownTask> tasks = ask(this::tasks);
    change(
        "Triggering", List.of(SnowflakeSql.EXECUTE_TASK.with(tasks.get(tasks.size() - 1).name())));
  }

  /**
   * What the tasks do.
   *
   * @throws NotAppliedException if Snowflake could not be asked
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
    List<Run> looks = tasks.size() > 1 ? runs(tasks.get(1).name()) : List.of();
    return new PipelineStatus(
        tasks.stream().allMatch(ShownTask::started),
        reason,
        newFiles,
        runs.stream().filter(Run::ended).findFirst(),
        runs.stream().filter(Run::failed).findFirst(),
        looks.stream().filter(Run::ended).findFirst());
  }

  /** The latest first. */
  private List<Run> runs(SnowflakeName task) throws SQLException {
    SnowflakeName database = new SnowflakeName(names.schema().subList(0, 1));
    return snowflake
        .rows(SnowflakeSql.TASK_HISTORY.with(database, task.last(), schema.last()))
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

  /** The task that refreshes, and then the root before it, if there is one. */
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
          SnowflakeError.retry(e),
          "Snowflake could not be asked for the pipeline of %s: %s. Nothing was changed. %s"
              .formatted(names.table(), SnowflakeError.describe(e), SnowflakeError.setupAdvice(e)),
          e);
    }
  }

  private void change(String what, List<String> statements) {
    List<String> done = new ArrayList<>();
    for (String sql : statements) {
      try {
        snowflake.execute(sql);
      } catch (SQLException e) {
        throw done.isEmpty() && !SnowflakeError.mayStillRun(e)
            ? notDone(what, e)
            : new OutcomeUnknownException(
                "%s the pipeline of %s: whether this was done is not known, or it failed: %s: %s."
                        .formatted(what, names.table(), sql, SnowflakeError.describe(e))
                    + " Done before it: %s. Run it again, or ask for the status."
                        .formatted(done.isEmpty() ? "nothing" : String.join("; ", done)),
                e);
      }
      done.add(sql);
    }
  }

  private NotAppliedException notDone(String what, SQLException e) {
    return new NotAppliedException(
        SnowflakeError.retry(e),
        "%s the pipeline of %s failed: %s. Nothing was changed. %s"
            .formatted(
                what, names.table(), SnowflakeError.describe(e), SnowflakeError.setupAdvice(e)),
        e);
  }
}
