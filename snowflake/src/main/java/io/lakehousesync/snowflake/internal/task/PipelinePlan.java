package io.lakehousesync.snowflake.internal.task;

import io.lakehousesync.snowflake.internal.sql.Describe;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.internal.sql.StorageBaseUrl;
import io.lakehousesync.snowflake.internal.sql.TypedTemplate.Clause;
import io.lakehousesync.snowflake.internal.step.CreateObject;
import io.lakehousesync.snowflake.internal.step.GrantPrivilege;
import io.lakehousesync.snowflake.internal.step.GrantPrivilege.Named;
import io.lakehousesync.snowflake.internal.step.ResumeTask;
import io.lakehousesync.snowflake.internal.step.SetupAction;
import io.lakehousesync.snowflake.setup.PipelineSchedule;
import io.lakehousesync.spi.MetadataLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps that create one table's task pipeline: stage, stream, procedure and tasks. The tasks
 * are then resumed.
 *
 * <p>No task runs after another one: a task that refreshes the stage changes the stream, and the
 * stream triggers the task that refreshes the table. Snowflake severs a task from its graph if the
 * task gets another owner ("Create a sequence of tasks with a task graph").
 */
public final class PipelinePlan {
  /** The shortest interval between two runs of a triggered task that Snowflake accepts. */
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(10);

  /** The longest interval between two runs of a triggered task that Snowflake accepts. */
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(7);

  private final PipelineNames names;
  private final SnowflakeName schema;
  private final List<SetupAction> actions = new ArrayList<>();

  public PipelinePlan(
      PipelineNames names,
      StorageBaseUrl baseUrl,
      MetadataLocation location,
      SnowflakeName integration,
      PipelineSchedule schedule,
      @Nullable SnowflakeName owner) {
    this.names = names;
    this.schema = new SnowflakeName(names.schema());
    String directory = baseUrl.inSnowflake(location.directory() + "/");
    String relativeFile = baseUrl.relativize(location);
    String relativeDirectory =
        relativeFile.substring(0, relativeFile.length() - location.fileName().length());
    boolean serverless = schedule instanceof PipelineSchedule.OnNewFiles;
    create(
        "stage",
        names.stage(),
        SnowflakeSql.CREATE_STAGE.with(
            names.stage(),
            directory,
            integration,
            serverless ? new Clause(" AUTO_REFRESH = TRUE") : Clause.NONE),
        SnowflakeSql.DROP_STAGE.with(names.stage()),
        SnowflakeSql.SHOW_STAGES,
        (snowflake, row) -> Describe.difference(row, Map.of("URL", directory)));
    create(
        "stream",
        names.stream(),
        SnowflakeSql.CREATE_STREAM.with(names.stream(), names.stage()),
        SnowflakeSql.DROP_STREAM.with(names.stream()),
        SnowflakeSql.SHOW_STREAMS,
        PipelinePlan::staleness);
    create(
        "procedure",
        names.procedure(),
        SnowflakeSql.CREATE_PROCEDURE.with(
            names.procedure(), RefreshProcedure.body(names, directory, relativeDirectory)),
        SnowflakeSql.DROP_PROCEDURE.with(names.procedure()),
        SnowflakeSql.SHOW_PROCEDURES,
        CreateObject.Comparison.NONE);
    List<SnowflakeName> tasks = new ArrayList<>();
    if (schedule instanceof PipelineSchedule.OnWarehouse onWarehouse) {
      scheduled(onWarehouse);
      tasks.add(names.task());
      tasks.add(names.stageTask());
    } else if (schedule instanceof PipelineSchedule.OnNewFiles onNewFiles) {
      serverless(onNewFiles);
      tasks.add(names.task());
    }
    if (owner != null) {
      transferOwnership(owner, tasks);
    }
    tasks.forEach(task -> actions.add(new ResumeTask(task)));
  }

  /** Transfers ownership. This suspends the tasks, so later steps resume them. */
  private void transferOwnership(SnowflakeName owner, List<SnowflakeName> tasks) {
    actions.add(new GrantPrivilege("OWNERSHIP", "STAGE", Named.of(names.stage()), owner));
    actions.add(new GrantPrivilege("OWNERSHIP", "STREAM", Named.of(names.stream()), owner));
    actions.add(
        new GrantPrivilege("OWNERSHIP", "PROCEDURE", Named.procedure(names.procedure()), owner));
    tasks.forEach(
        task -> actions.add(new GrantPrivilege("OWNERSHIP", "TASK", Named.of(task), owner)));
  }

  public List<SetupAction> actions() {
    return List.copyOf(actions);
  }

  private void scheduled(PipelineSchedule.OnWarehouse schedule) {
    SnowflakeName warehouse = SnowflakeName.parse(schedule.warehouse());
    create(
        "task",
        names.stageTask(),
        SnowflakeSql.CREATE_STAGE_TASK.with(
            names.stageTask(), warehouse, schedule.toString(), names.stage()),
        SnowflakeSql.DROP_TASK.with(names.stageTask()),
        SnowflakeSql.SHOW_TASKS,
        (snowflake, row) -> Describe.difference(row, Map.of("SCHEDULE", schedule.toString())));
    triggered(
        SnowflakeSql.CREATE_WAREHOUSE_TASK.with(
            names.task(),
            warehouse,
            interval(schedule).toSeconds(),
            names.stream(),
            names.procedure()));
  }

  /**
   * Returns the shortest time between two runs of the task that refreshes the table. It is the time
   * between two refreshes of the stage: a run that failed is repeated with the stage's next
   * refresh, not each ten seconds.
   */
  private static Duration interval(PipelineSchedule.OnWarehouse schedule) {
    return schedule.every().compareTo(LONGEST_INTERVAL) < 0 ? schedule.every() : LONGEST_INTERVAL;
  }

  private void serverless(PipelineSchedule.OnNewFiles schedule) {
    triggered(
        SnowflakeSql.CREATE_SERVERLESS_TASK.with(
            names.task(),
            schedule.toString(),
            SHORTEST_INTERVAL.toSeconds(),
            names.stream(),
            names.procedure()));
  }

  private void triggered(String create) {
    create(
        "task",
        names.task(),
        create,
        SnowflakeSql.DROP_TASK.with(names.task()),
        SnowflakeSql.SHOW_TASKS,
        PipelinePlan::predecessors);
  }

  /** The column {@code predecessors} is a JSON array. */
  private static Optional<String> predecessors(JdbcStatements snowflake, Row row) {
    return row.text("predecessors")
        .filter(names -> names.contains("\""))
        .map(names -> "it runs after " + names);
  }

  private static Optional<String> staleness(JdbcStatements snowflake, Row row) {
    return row.text("stale").filter("true"::equalsIgnoreCase).map(stale -> "the stream is stale");
  }

  private void create(
      String kind,
      SnowflakeName name,
      String create,
      String drop,
      SnowflakeSql show,
      CreateObject.Comparison comparison) {
    actions.add(
        CreateObject.of(
            kind + " " + name, create, drop, show.with(name.last(), schema), name, comparison));
  }
}
