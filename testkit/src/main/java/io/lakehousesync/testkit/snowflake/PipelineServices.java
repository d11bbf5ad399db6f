package io.lakehousesync.testkit.snowflake;

/**
 * What the statements of a refresh pipeline need beyond the account's objects.
 *
 * @param listing lists what is in S3
 */
record PipelineServices(StageListing listing) {}
