package io.lakehousesync.snowflake;

import io.lakehousesync.LakehouseSyncException;
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
    return new TaskPipeline(
        new JdbcStatements(
            snowflake, new StatementSettings("lakehouse-sync-pipeline", Duration.ofMinutes(10))),
        new PipelineNames(SnowflakeName.of(table, SnowflakeName.schema(schema).parts())));
  }

  /**
   * Lets the tasks run, the child before the root.
   *
   * @throws NotAppliedException if a task is missing or the role must not
   */
  public void resume() {
    run(
        "Resuming",
        () -> {
          List<SnowflakeName> tasks = tasks();
          for (SnowflakeName task : tasks) {
            snowflake.execute(SnowflakeSql.RESUME_TASK.with(task));
          }
          return tasks;
        });
  }

  /** Keeps the tasks from running, the root first. A run that is under way ends. */
  public void suspend() {
    run(
        "Suspending",
        () -> {
          List<SnowflakeName> tasks = tasks();
          for (int i = tasks.size() - 1; i >= 0; i--) {
            snowflake.execute(SnowflakeSql.SUSPEND_TASK.with(tasks.get(i)));
          }
          return tasks;
        });
  }

  /**
   * Refreshes the stage's directory and runs the procedure, now and in this session.
   *
   * @return what the procedure says: the file that is served, or why it did nothing
   * @throws NotAppliedException if the procedure failed; it can be run again
   */
  public String runNow() {
    return run(
        "Running",
        () -> {
          snowflake.execute(SnowflakeSql.REFRESH_STAGE.with(names.stage()));
          return snowflake.value(SnowflakeSql.CALL.with(names.procedure()));
        });
  }

  /**
   * Has the root task run now, as its schedule would: Snowflake's history shows it.
   *
   * @throws NotAppliedException if the task is missing or the role must not
   */
  public void trigger() {
    run(
        "Triggering",
        () -> {
          List<SnowflakeName> tasks = tasks();
          return snowflake.execute(SnowflakeSql.EXECUTE_TASK.with(tasks.get(tasks.size() - 1)));
        });
  }

  /**
   * What the tasks do.
   *
   * @throws NotAppliedException if Snowflake could not be asked
   */
  public PipelineStatus status() {
    return run("Status", this::readStatus);
  }

  private PipelineStatus readStatus() throws SQLException {
    boolean started = true;
    Optional<String> reason = Optional.empty();
    for (SnowflakeName task : tasks()) {
      Row row = show(task).orElseThrow(() -> new SQLException("no task " + task, "02000", 2003));
      if (row.text("state").filter("started"::equalsIgnoreCase).isEmpty()) {
        started = false;
        reason = reason.or(() -> row.text("last_suspended_reason").filter(r -> !r.isEmpty()));
      }
    }
    boolean newFiles =
        Boolean.parseBoolean(snowflake.value(SnowflakeSql.STREAM_HAS_DATA.with(names.stream())));
    List<Run> runs =
        snowflake
            .rows(
                SnowflakeSql.TASK_HISTORY.with(
                    new SnowflakeName(names.schema().subList(0, 1)),
                    names.task().last(),
                    schema.last()))
            .stream()
            .map(Run::of)
            .toList();
    return new PipelineStatus(
        started,
        reason,
        newFiles,
        runs.stream().filter(Run::ended).findFirst(),
        runs.stream().filter(Run::failed).findFirst());
  }

  /** The task that refreshes, and then the root before it, if there is one. */
  private List<SnowflakeName> tasks() throws SQLException {
    List<SnowflakeName> tasks = new ArrayList<>(List.of(names.task()));
    if (show(names.stageTask()).isPresent()) {
      tasks.add(names.stageTask());
    }
    return tasks;
  }

  private Optional<Row> show(SnowflakeName task) throws SQLException {
    return snowflake.rows(SnowflakeSql.SHOW_TASKS.with(task.last(), schema)).stream()
        .filter(row -> row.text("name").filter(task.last()::equals).isPresent())
        .findFirst();
  }

  private <T> T run(String what, Deadline.Call<T> call) {
    try {
      return call.run();
    } catch (SQLException e) {
      throw failure("%s the pipeline of %s".formatted(what, names.table()), e);
    }
  }

  private static LakehouseSyncException failure(String what, SQLException e) {
    return SnowflakeError.mayStillRun(e)
        ? new OutcomeUnknownException(
            "%s: whether it was done is not known: %s. Ask for the status."
                .formatted(what, SnowflakeError.describe(e)),
            e)
        : new NotAppliedException(
            SnowflakeError.retry(e),
            "%s failed: %s. %s"
                .formatted(what, SnowflakeError.describe(e), SnowflakeError.setupAdvice(e)),
            e);
  }
}
