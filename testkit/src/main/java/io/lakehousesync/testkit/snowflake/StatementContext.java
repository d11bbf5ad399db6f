package io.lakehousesync.testkit.snowflake;

import java.time.Clock;

/**
 * What a statement is executed with.
 *
 * @param session the session that sent it
 * @param queryId its query id
 * @param bindings the values of its bind variables
 * @param catalog the account's objects
 * @param metadata reads Iceberg metadata
 * @param engine answers SELECT
 * @param clock the account's clock
 * @param pipeline what stages, procedures and tasks need
 */
record StatementContext(
    Session session,
    String queryId,
    Bindings bindings,
    Catalog catalog,
    MetadataReader metadata,
    SelectEngine engine,
    Clock clock,
    PipelineServices pipeline) {
  StatementContext withBindings(Bindings others) {
    return new StatementContext(
        session, queryId, others, catalog, metadata, engine, clock, pipeline);
  }
}
