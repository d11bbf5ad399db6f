package io.lakehousesync.testkit.snowflake.internal.account;

import io.lakehousesync.testkit.snowflake.internal.integration.NetworkRule;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;

/**
 * A schema of a database.
 *
 * @param name its name
 * @param tables its Iceberg tables
 * @param networkRules its network rules
 * @param pipeline its stages, streams, tables, procedures and tasks
 */
public record Schema(
    String name,
    NamedObjects<IcebergTable> tables,
    NamedObjects<NetworkRule> networkRules,
    PipelineObjects pipeline) {
  public static Schema create(String name) {
    return new Schema(
        name,
        new NamedObjects<>(ObjectKind.TABLE),
        new NamedObjects<>(ObjectKind.NETWORK_RULE),
        PipelineObjects.create());
  }
}
