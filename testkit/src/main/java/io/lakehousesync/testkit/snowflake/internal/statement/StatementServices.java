package io.lakehousesync.testkit.snowflake.internal.statement;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.storage.SnapshotReader;
import io.lakehousesync.testkit.snowflake.internal.storage.StageListing;
import java.time.Clock;

/**
 * The services that all statements share.
 *
 * @param account the account's objects
 * @param metadata reads Iceberg metadata
 * @param listing lists the files on S3
 * @param clock the account's clock
 * @param queries executes SELECT
 * @param statements runs the statements of procedures
 * @param tasks the runs of tasks
 */
public record StatementServices(
    AccountObjects account,
    SnapshotReader metadata,
    StageListing listing,
    Clock clock,
    SelectQueries queries,
    InnerStatements statements,
    TaskRuns tasks) {}
