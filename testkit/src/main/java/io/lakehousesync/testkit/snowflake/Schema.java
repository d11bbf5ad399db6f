package io.lakehousesync.testkit.snowflake;

/**
 * A schema of a database.
 *
 * @param name its name
 * @param tables its Iceberg tables
 * @param networkRules its network rules
 * @param pipeline its stages, streams, tables, procedures and tasks
 */
record Schema(
    String name,
    Shelf<IcebergTable> tables,
    Shelf<NetworkRule> networkRules,
    PipelineObjects pipeline) {
  static Schema create(String name) {
    return new Schema(
        name,
        new Shelf<>(ObjectKind.TABLE),
        new Shelf<>(ObjectKind.NETWORK_RULE),
        PipelineObjects.create());
  }
}
