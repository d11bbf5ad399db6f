package io.lakehousesync.examples.documents;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.postgres.PgLakeVerifier;
import io.lakehousesync.snowflake.SnowflakeRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import software.amazon.awssdk.services.s3.S3Client;

/** The variables that the Java of README and docs uses without declaring them. */
public abstract class KnownVariables {
  protected DataSource postgres;
  protected DataSource snowflake;
  protected S3Client s3;
  protected EmbeddedSnowflake account;
  protected LakehouseSync sync;
  protected SyncTable table;
  protected SyncTable stores;
  protected List<SyncTable> tables;
  protected SnowflakeRefresher refresher;
  protected PgLakeVerifier verifier;
  protected MetadataLocation locationOfTheLastReport;
  protected MetadataLocation servedNow;
  protected String idOfTheWork;
  protected MeterRegistry registry;
  protected ObservationRegistry observationRegistry;
  protected Path file;

  protected KnownVariables() {}
}
