package io.lakehousesync.snowflake.internal.task;

import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import java.util.ArrayList;
import java.util.List;

/** The names of the objects of one table's task pipeline, which lie in the table's schema. */
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

  /** Returns the root task, which exists only in a pipeline that runs at fixed times. */
  public SnowflakeName stageTask() {
    return named("TASK_REFRESH_STAGE_");
  }

  public SnowflakeName task() {
    return named("TASK_REFRESH_");
  }

  /** Returns the table that consumes the streams of all tables of the schema. */
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
