package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Source: docs.snowflake.com, "SHOW TASKS" (/en/sql-reference/sql/show-tasks). */
final class ShowTasks implements PipelineListing {
  @Override
  public List<Column> columns() {
    List<Column> columns =
        new ArrayList<>(
            ListingRow.columns(
                "id",
                "warehouse",
                "schedule",
                "predecessors",
                "state",
                "definition",
                "condition",
                "allow_overlapping_execution",
                "target_completion_interval",
                "last_suspended_reason"));
    columns.add(Column.of("last_suspended_on", Column.Type.TIMESTAMP_LTZ));
    return columns;
  }

  @Override
  public List<List<@Nullable String>> rows(Schema schema, StatementContext context) {
    return schema.pipeline().tasks().all().stream().map(task -> row(task, context)).toList();
  }

  private static List<@Nullable String> row(Task task, StatementContext context) {
    Task.Definition definition = task.definition();
    return ListingRow.of(
        ObjectKind.TASK,
        context,
        definition.createdOn(),
        definition.name(),
        definition.comment(),
        definition.id(),
        definition.warehouse().orElse(null),
        definition.schedule().map(TaskSchedule::text).orElse(null),
        Json.of(task.predecessors()),
        task.isStarted() ? "started" : "suspended",
        definition.sql(),
        definition.condition().map(TaskCondition::text).orElse(null),
        task.isRoot() ? "false" : null,
        definition.targetCompletionInterval().orElse(null),
        task.lastSuspendedReason().orElse(null),
        task.lastSuspendedOn().map(WireValues::of).orElse(null));
  }
}
