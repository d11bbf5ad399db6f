package io.lakehousesync.snowflake.internal.task;

import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of the objects that form one table's task pipeline. The objects lie in the table's
 * schema.
 */
public record PipelineNames(SnowflakeName table) {
  private static final String LOG = "LAKEHOUSE_SYNC_LOG";

  public List<String> schema() {
    return table.parts().subList(0, 2);
  }

  public SnowflakeName stage() {
    return named("STG_META_");
  }

  public SnowflakeName stream() {
    return named("STREAM_META_");
  }

  public SnowflakeName procedure() {
    return named("SP_REFRESH_");
  }

  /**
   * Returns the name of the task that refreshes the stage. Only a pipeline on a warehouse has this
   * task.
   */
  public SnowflakeName stageTask() {
    return named("TASK_REFRESH_STAGE_");
  }

  public SnowflakeName task() {
    return named("TASK_REFRESH_");
  }

  /**
   * Returns the name of the log table. An INSERT into this table consumes a stream. All task
   * pipelines of the schema share this table.
   */
  public static SnowflakeName log(List<String> schema) {
    return new SnowflakeName(schema).child(LOG);
  }

  String tableName() {
    return table.last();
  }

  private SnowflakeName named(String prefix) {
    List<String> parts = new ArrayList<>(schema());
    parts.add(prefix + tableName());
    return new SnowflakeName(parts);
  }
}
