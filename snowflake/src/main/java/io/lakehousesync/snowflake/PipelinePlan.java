package io.lakehousesync.snowflake;

import io.lakehousesync.MetadataLocation;
import io.lakehousesync.snowflake.GrantPrivilege.Named;
import io.lakehousesync.snowflake.JdbcStatements.Row;
import io.lakehousesync.snowflake.SqlTemplate.Clause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps that make one table's pipeline: stage, stream, procedure and tasks, which are then
 * resumed, the child before the root.
 */
final class PipelinePlan {
  /** Snowflake's shortest. */
  private static final int TRIGGER_INTERVAL_SECONDS = 10;

  private final PipelineNames names;
  private final SnowflakeName schema;
  private final List<SetupAction> actions = new ArrayList<>();

  PipelinePlan(
      PipelineNames names,
      StorageBaseUrl baseUrl,
      MetadataLocation location,
      SnowflakeName integration,
      PipelineSchedule schedule,
      @Nullable SnowflakeName owner) {
    this.names = names;
    this.schema = new SnowflakeName(names.schema());
    String directory = location.directory() + "/";
    String relativeFile = baseUrl.relativize(location);
    String relativeDirectory =
        relativeFile.substring(0, relativeFile.length() - location.fileName().length());
    boolean serverless = schedule instanceof PipelineSchedule.OnNewFiles;
    make(
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
    make(
        "stream",
        names.stream(),
        SnowflakeSql.CREATE_STREAM.with(names.stream(), names.stage()),
        SnowflakeSql.DROP_STREAM.with(names.stream()),
        SnowflakeSql.SHOW_STREAMS,
        PipelinePlan::staleness);
    make(
        "procedure",
        names.procedure(),
        SnowflakeSql.CREATE_PROCEDURE.with(
            names.procedure(), RefreshProcedure.body(names, directory, relativeDirectory)),
        SnowflakeSql.DROP_PROCEDURE.with(names.procedure()),
        SnowflakeSql.SHOW_PROCEDURES,
        MakeObject.Comparison.NONE);
    List<SnowflakeName> tasks = new ArrayList<>();
    if (schedule instanceof PipelineSchedule.OnWarehouse onWarehouse) {
      scheduled(onWarehouse);
      tasks.add(names.task());
      tasks.add(names.stageTask());
    } else if (schedule instanceof PipelineSchedule.OnNewFiles onNewFiles) {
      triggered(onNewFiles);
      tasks.add(names.task());
    }
    if (owner != null) {
      handOver(owner, tasks);
    }
    tasks.forEach(task -> actions.add(new ResumeTask(task)));
  }

  /** A task that changes its owner is suspended: it is resumed afterwards. */
  private void handOver(SnowflakeName owner, List<SnowflakeName> tasks) {
    actions.add(new GrantPrivilege("OWNERSHIP", "STAGE", Named.of(names.stage()), owner));
    actions.add(new GrantPrivilege("OWNERSHIP", "STREAM", Named.of(names.stream()), owner));
    actions.add(
        new GrantPrivilege("OWNERSHIP", "PROCEDURE", Named.procedure(names.procedure()), owner));
    tasks.forEach(
        task -> actions.add(new GrantPrivilege("OWNERSHIP", "TASK", Named.of(task), owner)));
  }

  List<SetupAction> actions() {
    return List.copyOf(actions);
  }

  private void scheduled(PipelineSchedule.OnWarehouse schedule) {
    make(
        "task",
        names.stageTask(),
        SnowflakeSql.CREATE_ROOT_TASK.with(
            names.stageTask(), schedule.warehouse, schedule.toString(), names.stage()),
        SnowflakeSql.DROP_TASK.with(names.stageTask()),
        SnowflakeSql.SHOW_TASKS,
        (snowflake, row) -> Describe.difference(row, Map.of("SCHEDULE", schedule.toString())));
    make(
        "task",
        names.task(),
        SnowflakeSql.CREATE_CHILD_TASK.with(
            names.task(), schedule.warehouse, names.stageTask(), names.stream(), names.procedure()),
        SnowflakeSql.DROP_TASK.with(names.task()),
        SnowflakeSql.SHOW_TASKS,
        MakeObject.Comparison.NONE);
  }

  private void triggered(PipelineSchedule.OnNewFiles schedule) {
    make(
        "task",
        names.task(),
        SnowflakeSql.CREATE_TRIGGERED_TASK.with(
            names.task(),
            schedule.toString(),
            TRIGGER_INTERVAL_SECONDS,
            names.stream(),
            names.procedure()),
        SnowflakeSql.DROP_TASK.with(names.task()),
        SnowflakeSql.SHOW_TASKS,
        MakeObject.Comparison.NONE);
  }

  private static Optional<String> staleness(JdbcStatements snowflake, Row row) {
    return row.text("stale").filter("true"::equalsIgnoreCase).map(stale -> "the stream is stale");
  }

  private void make(
      String kind,
      SnowflakeName name,
      String create,
      String drop,
      SnowflakeSql show,
      MakeObject.Comparison comparison) {
    actions.add(
        MakeObject.of(
            kind + " " + name, create, drop, show.with(name.last(), schema), name, comparison));
  }
}
