package io.lakehousesync.testkit.snowflake.internal.pipeline;

import io.lakehousesync.testkit.snowflake.internal.storage.StageListing;
import java.time.Clock;

/**
 * The services that a stage uses.
 *
 * @param account the account that it belongs to
 * @param listing lists the files on S3
 * @param clock the account's clock
 */
public record StageEnvironment(AccountStages account, StageListing listing, Clock clock) {}
