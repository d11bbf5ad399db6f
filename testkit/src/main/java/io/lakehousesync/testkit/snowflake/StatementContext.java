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
  /** What the current role may do. */
  Access access() {
    return new Access(catalog, session.currentRole());
  }

  /** Notes that the current role has created an object, or replaced it. */
  void created(Securable object) {
    catalog.grants().created(object, session.currentRole(), clock.instant());
  }

  /** Notes that an object is gone, with all that stood in it. */
  void dropped(Securable object) {
    catalog.grants().dropped(object);
    session.leave(object);
  }

  StatementContext withBindings(Bindings others) {
    return new StatementContext(
        session, queryId, others, catalog, metadata, engine, clock, pipeline);
  }
}
