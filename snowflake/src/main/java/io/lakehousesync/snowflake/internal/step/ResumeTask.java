package io.lakehousesync.snowflake.internal.step;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.setup.SetupStep;
import java.sql.SQLException;
import java.util.List;

/**
 * Resumes a task. To undo this step, the set-up suspends the task. Then it can drop the tasks of
 * the graph.
 */
public record ResumeTask(SnowflakeName task) implements SetupAction {
  @Override
  public SetupStep step() {
    return new SetupStep(
        "resumed task " + task,
        List.of(SnowflakeSql.RESUME_TASK.with(task)),
        List.of(SnowflakeSql.SUSPEND_TASK.with(task)));
  }

  @Override
  public Check check(JdbcStatements snowflake) throws SQLException {
    SnowflakeName schema = new SnowflakeName(task.parts().subList(0, 2));
    for (Row row : snowflake.rows(SnowflakeSql.SHOW_TASKS.with(task.last(), schema))) {
      if (row.text("name").filter(task.last()::equals).isPresent()) {
        return row.text("state").filter("started"::equalsIgnoreCase).isPresent()
            ? Check.PRESENT
            : Check.MISSING;
      }
    }
    return Check.MISSING;
  }
}
