package io.lakehousesync.testkit.snowflake.internal.pipeline;

import io.lakehousesync.testkit.snowflake.internal.integration.StorageIntegration;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.Optional;

/** The part of an account that stages and streams use. */
public interface AccountStages {
  Optional<Stage> findStage(ObjectName name);

  /**
   * Returns a storage integration, and checks that it allows stages to read below a location.
   *
   * @throws SnowflakeError if the integration does not allow this location
   */
  StorageIntegration requireStorageLocation(String integration, String url);

  /** Returns the next sequence number, which is greater than all earlier sequence numbers. */
  long nextSequence();
}
