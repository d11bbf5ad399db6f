package io.lakehousesync.testkit.snowflake.internal.statement;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.pipeline.StageEnvironment;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.storage.SnapshotReader;
import io.lakehousesync.testkit.snowflake.internal.value.Bindings;
import java.time.Clock;

/**
 * The context in which a statement is executed.
 *
 * @param session the session that sent it
 * @param queryId its query id
 * @param bindings the values of its bind variables
 * @param services the services that all statements share
 */
public record StatementContext(
    Session session, String queryId, Bindings bindings, StatementServices services) {
  public AccountObjects account() {
    return services.account();
  }

  public SnapshotReader metadata() {
    return services.metadata();
  }

  public Clock clock() {
    return services.clock();
  }

  public SelectQueries queries() {
    return services.queries();
  }

  public InnerStatements statements() {
    return services.statements();
  }

  public TaskRuns tasks() {
    return services.tasks();
  }

  /** Returns the services that stages and streams use. */
  public StageEnvironment stages() {
    return new StageEnvironment(account(), services.listing(), clock());
  }

  /** Returns the privileges of the current role. */
  public Access access() {
    return account().access(session.currentRole());
  }

  /** Records that the current role has created or replaced an object. */
  public void created(Securable object) {
    account().grants().created(object, session.currentRole(), clock().instant());
  }

  /** Records that an object was dropped, with all that it contained. */
  public void dropped(Securable object) {
    account().grants().dropped(object);
    session.leave(object);
  }

  public StatementContext withBindings(Bindings others) {
    return new StatementContext(session, queryId, others, services);
  }
}
