package io.lakehousesync.testkit.snowflake;

/**
 * The objects of a schema that a refresh pipeline is built of, one shelf per kind.
 *
 * @param stages its stages
 * @param streams its streams
 * @param tables its tables that are not Iceberg tables
 * @param procedures its procedures
 * @param tasks its tasks
 */
record PipelineObjects(
    Shelf<Stage> stages,
    Shelf<StageStream> streams,
    Shelf<PlainTable> tables,
    Shelf<Procedure> procedures,
    Shelf<Task> tasks) {
  static PipelineObjects create() {
    return new PipelineObjects(
        new Shelf<>(ObjectKind.STAGE),
        new Shelf<>(ObjectKind.STREAM),
        new Shelf<>(ObjectKind.TABLE),
        new Shelf<>(ObjectKind.PROCEDURE),
        new Shelf<>(ObjectKind.TASK));
  }

  Shelf<?> shelf(ObjectKind kind) {
    return switch (kind) {
      case STAGE -> stages;
      case STREAM -> streams;
      case TABLE -> tables;
      case PROCEDURE -> procedures;
      case TASK -> tasks;
      default -> throw new IllegalArgumentException("not of a pipeline: " + kind);
    };
  }
}
