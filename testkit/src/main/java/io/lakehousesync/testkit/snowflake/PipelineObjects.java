package io.lakehousesync.testkit.snowflake;

/**
 * The objects of a schema that a refresh pipeline is built of, one shelf per kind.
 *
 * @param stages its stages
 * @param streams its streams
 * @param tables its tables that are not Iceberg tables
 */
record PipelineObjects(Shelf<Stage> stages, Shelf<StageStream> streams, Shelf<PlainTable> tables) {
  static PipelineObjects create() {
    return new PipelineObjects(
        new Shelf<>(ObjectKind.STAGE),
        new Shelf<>(ObjectKind.STREAM),
        new Shelf<>(ObjectKind.TABLE));
  }

  Shelf<?> shelf(ObjectKind kind) {
    return switch (kind) {
      case STAGE -> stages;
      case STREAM -> streams;
      case TABLE -> tables;
      default -> throw new IllegalArgumentException("not of a pipeline: " + kind);
    };
  }
}
