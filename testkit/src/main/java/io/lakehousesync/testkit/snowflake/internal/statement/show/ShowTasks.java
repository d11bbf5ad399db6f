package io.lakehousesync.testkit.snowflake.internal.statement.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.lakehousesync.testkit.snowflake.internal.account.Schema;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Task;
import io.lakehousesync.testkit.snowflake.internal.pipeline.TaskCondition;
import io.lakehousesync.testkit.snowflake.internal.pipeline.TaskSchedule;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import io.lakehousesync.testkit.snowflake.internal.value.WireValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW TASKS}. Source: docs.snowflake.com, "SHOW TASKS" (/en/sql-reference/sql/show-tasks).
 */
public final class ShowTasks implements PipelineListing {
  public static final StatementSyntax SYNTAX =
      ShowPipelineObjects.syntax(ObjectKind.TASK, new ShowTasks());

  @Override
  public List<ResultColumn> columns() {
    List<ResultColumn> columns =
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
    columns.add(ResultColumn.of("last_suspended_on", ResultColumn.Type.TIMESTAMP_LTZ));
    return columns;
  }

  @Override
  public List<List<@Nullable String>> rows(Schema schema, StatementContext context) {
    return schema.pipeline().tasks().all().stream().map(task -> row(task, context)).toList();
  }

  private static String predecessors(Task task) {
    ArrayNode names = Json.array();
    task.predecessors().forEach(name -> names.add(name.toString()));
    return names.toString();
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
        predecessors(task),
        task.isStarted() ? "started" : "suspended",
        definition.sql(),
        definition.condition().map(TaskCondition::text).orElse(null),
        task.isRoot() ? "false" : null,
        definition.targetCompletionInterval().orElse(null),
        task.lastSuspendedReason().orElse(null),
        task.lastSuspendedOn().map(WireValues::of).orElse(null));
  }
}
