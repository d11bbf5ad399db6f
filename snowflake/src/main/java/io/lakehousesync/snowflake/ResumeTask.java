package io.lakehousesync.snowflake;

import io.lakehousesync.snowflake.JdbcStatements.Row;
import java.sql.SQLException;
import java.util.List;

/** Resumes a task. Undone, it is suspended, so that the tasks of its graph can be dropped. */
record ResumeTask(SnowflakeName task) implements SetupAction {
  @Override
  public SetupStep step() {
    return new SetupStep(
        "resumed task " + task,
        List.of(SnowflakeSql.RESUME_TASK.with(task)),
        List.of(SnowflakeSql.SUSPEND_TASK.with(task)));
  }

  @Override
  public Look look(JdbcStatements snowflake) throws SQLException {
    SnowflakeName schema = new SnowflakeName(task.parts().subList(0, 2));
    for (Row row : snowflake.rows(SnowflakeSql.SHOW_TASKS.with(task.last(), schema))) {
      if (row.text("name").filter(task.last()::equals).isPresent()) {
        return row.text("state").filter("started"::equalsIgnoreCase).isPresent()
            ? Look.PRESENT
            : Look.MISSING;
      }
    }
    return Look.MISSING;
  }
}
