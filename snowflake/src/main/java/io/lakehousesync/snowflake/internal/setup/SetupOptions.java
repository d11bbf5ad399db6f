package io.lakehousesync.snowflake.internal.setup;

import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.setup.PipelineSchedule;
import io.lakehousesync.snowflake.setup.PostgresInstance;
import io.lakehousesync.snowflake.setup.S3Location;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import java.util.List;
import java.util.Optional;

/**
 * The options of a set-up for tables on the host's own S3.
 *
 * @param schema database and schema of the tables
 * @param location where the tables lie
 * @param instance the Postgres instance to create; empty if PostgreSQL exists already
 * @param externalVolume the external volume
 * @param catalogIntegration the catalog integration
 * @param tables the tables to create
 * @param tablesWithoutLocation tables that are only checked and dropped
 * @param pipelines the task pipelines; empty if a host refreshes the tables
 * @param owner the owner of the objects; empty if the role that applies the plan stays the owner
 * @param readers roles that may read the tables
 */
public record SetupOptions(
    SnowflakeName schema,
    S3Location location,
    Optional<PostgresInstance> instance,
    SnowflakeName externalVolume,
    SnowflakeName catalogIntegration,
    List<TableAtLocation> tables,
    List<SyncTable> tablesWithoutLocation,
    Optional<Pipelines> pipelines,
    Optional<Owner> owner,
    List<SnowflakeName> readers) {
  /** Copies the lists. */
  public SetupOptions {
    tables = List.copyOf(tables);
    tablesWithoutLocation = List.copyOf(tablesWithoutLocation);
    readers = List.copyOf(readers);
  }

  /** A table to create, and its newest metadata file. */
  public record TableAtLocation(SyncTable table, MetadataLocation location) {}

  /** When the tasks of the pipelines run, and the storage integration of their stages. */
  public record Pipelines(PipelineSchedule schedule, SnowflakeName stageIntegration) {}

  /** The role that owns tables and pipelines, and the user that the role is granted to. */
  public record Owner(SnowflakeName role, SnowflakeName user) {}
}
