package io.lakehousesync.testkit.snowflake;

/**
 * The objects of a schema that a refresh pipeline is built of, one shelf per kind.
 *
 * @param stages its stages
 */
record PipelineObjects(Shelf<Stage> stages) {
  static PipelineObjects create() {
    return new PipelineObjects(new Shelf<>(ObjectKind.STAGE));
  }

  Shelf<?> shelf(ObjectKind kind) {
    return switch (kind) {
      case STAGE -> stages;
      default -> throw new IllegalArgumentException("not of a pipeline: " + kind);
    };
  }
}
