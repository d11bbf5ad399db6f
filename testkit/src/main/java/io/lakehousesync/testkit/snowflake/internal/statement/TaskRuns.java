package io.lakehousesync.testkit.snowflake.internal.statement;

import io.lakehousesync.testkit.snowflake.internal.pipeline.TaskRun;
import java.util.List;

/** The past runs of tasks. */
public interface TaskRuns {
  /** Returns the runs, in the order in which they ended. */
  List<TaskRun> history();
}
