package io.lakehousesync.snowflake;

import java.util.ArrayList;
import java.util.List;

/** The names of the objects of one table's pipeline, beside the table. */
record PipelineNames(SnowflakeName table) {
  private static final String LOG = "LAKEHOUSE_SYNC_LOG";

  List<String> schema() {
    return table.parts().subList(0, 2);
  }

  SnowflakeName stage() {
    return named("STG_META_");
  }

  SnowflakeName stream() {
    return named("STREAM_META_");
  }

  SnowflakeName procedure() {
    return named("SP_REFRESH_");
  }

  /** The root, if the pipeline has a schedule. */
  SnowflakeName stageTask() {
    return named("TASK_REFRESH_STAGE_");
  }

  SnowflakeName task() {
    return named("TASK_REFRESH_");
  }

  /** The table that consumes the streams of all tables of the schema. */
  static SnowflakeName log(List<String> schema) {
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
