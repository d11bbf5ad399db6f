package io.lakehousesync.testkit.snowflake;

/**
 * What the statements of a refresh pipeline need beyond the account's objects.
 *
 * @param listing lists what is in S3
 * @param runner runs the statements that procedures and tasks consist of
 * @param tasks runs tasks
 */
record PipelineServices(StageListing listing, StatementRunner runner, TaskRunner tasks) {}
