package io.lakehousesync.testkit.snowflake.internal.execute;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.statement.InnerStatements;
import io.lakehousesync.testkit.snowflake.internal.statement.SelectQueries;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementServices;
import io.lakehousesync.testkit.snowflake.internal.storage.SnapshotReader;
import io.lakehousesync.testkit.snowflake.internal.storage.StageListing;
import io.lakehousesync.testkit.snowflake.internal.task.TaskRunner;
import io.lakehousesync.testkit.snowflake.internal.value.Bindings;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs statements, and adds each to the log. Thread-safe. */
public final class StatementRunner implements InnerStatements {
  private final FaultSource faults;
  private final StatementLog log;
  private final TaskRunner tasks;
  private final StatementServices services;

  public StatementRunner(
      AccountObjects account,
      SnapshotReader metadata,
      StageListing listing,
      Clock clock,
      SelectQueries queries,
      FaultSource faults,
      StatementLog log) {
    this.faults = faults;
    this.log = log;
    tasks = new TaskRunner(account, this, clock);
    services = new StatementServices(account, metadata, listing, clock, queries, this, tasks);
  }

  /**
   * Runs a statement of a client.
   *
   * @throws SnowflakeError if it fails
   */
  public Result run(StatementRequest request, String queryId) {
    return logged(request, request.sql(), queryId);
  }

  /** Runs the statement. Only faults that are SQL errors apply to it. */
  @Override
  public Result run(String queryId, String written, String sql, Session session) {
    StatementRequest request =
        new StatementRequest(
            written, new Bindings(List.of()), session, Map.of(), StatementRequest.Mode.EXECUTE);
    Optional<SnowflakeError> fault = faults.takeSqlError(written);
    if (fault.isPresent()) {
      throw rejected(request, queryId, fault.get());
    }
    return logged(request, sql, queryId);
  }

  /** Logs a statement that is not executed, and returns its error. */
  public SnowflakeError rejected(StatementRequest request, String queryId, SnowflakeError error) {
    log(request, queryId, Optional.of(error.code()));
    return error;
  }

  public TaskRunner tasks() {
    return tasks;
  }

  @Override
  public StatementContext context(Session session) {
    return new StatementContext(session, "", new Bindings(List.of()), services);
  }

  private Result logged(StatementRequest request, String sql, String queryId) {
    Result result;
    try {
      result = execute(request, sql, queryId);
    } catch (SnowflakeError e) {
      throw rejected(request, queryId, e);
    } catch (RuntimeException e) {
      throw rejected(request, queryId, SnowflakeError.executionFailed(e.toString(), e));
    }
    log(request, queryId, Optional.empty());
    return result;
  }

  private Result execute(StatementRequest request, String sql, String queryId) {
    StatementContext context =
        new StatementContext(request.session(), queryId, request.bindings(), services);
    Statement statement = StatementTable.parse(sql);
    statement.authorize(context);
    if (request.mode() == StatementRequest.Mode.DESCRIBE) {
      return statement.describe(context);
    }
    Result result = statement.execute(context);
    if (result.kind() == Result.Kind.DDL) {
      request.session().commit();
    }
    return result;
  }

  private void log(StatementRequest request, String queryId, Optional<String> errorCode) {
    if (request.mode() == StatementRequest.Mode.EXECUTE) {
      Optional<String> tag =
          Optional.of(request.parameter("QUERY_TAG")).filter(value -> !value.isEmpty());
      log.add(request.sql(), queryId, tag, request.session().id(), errorCode);
    }
  }
}
