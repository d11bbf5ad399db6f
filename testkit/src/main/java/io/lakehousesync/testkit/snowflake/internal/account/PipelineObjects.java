package io.lakehousesync.testkit.snowflake.internal.account;

import io.lakehousesync.testkit.snowflake.internal.pipeline.PlainTable;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Procedure;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Stage;
import io.lakehousesync.testkit.snowflake.internal.pipeline.StageStream;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Task;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;

/**
 * The objects of a schema that belong to a refresh pipeline, by kind.
 *
 * @param stages its stages
 * @param streams its streams
 * @param tables its tables that are not Iceberg tables
 * @param procedures its procedures
 * @param tasks its tasks
 */
public record PipelineObjects(
    NamedObjects<Stage> stages,
    NamedObjects<StageStream> streams,
    NamedObjects<PlainTable> tables,
    NamedObjects<Procedure> procedures,
    NamedObjects<Task> tasks) {
  static PipelineObjects create() {
    return new PipelineObjects(
        new NamedObjects<>(ObjectKind.STAGE),
        new NamedObjects<>(ObjectKind.STREAM),
        new NamedObjects<>(ObjectKind.TABLE),
        new NamedObjects<>(ObjectKind.PROCEDURE),
        new NamedObjects<>(ObjectKind.TASK));
  }

  public NamedObjects<?> objects(ObjectKind kind) {
    return switch (kind) {
      case STAGE -> stages;
      case STREAM -> streams;
      case TABLE -> tables;
      case PROCEDURE -> procedures;
      case TASK -> tasks;
      default ->
          throw new IllegalArgumentException(
              "objects of this kind do not belong to a pipeline: " + kind);
    };
  }
}
