package io.lakehousesync.testkit.snowflake;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Runs statements and keeps the log of them. Thread-safe. */
final class StatementRunner {
  /**
   * One statement as it came in.
   *
   * @param parameters session parameters that hold for this statement only
   */
  record Request(
      String sql, Bindings bindings, Session session, Map<String, String> parameters, Mode mode) {
    /** A parameter's value for this statement. */
    String parameter(String name) {
      return parameters.getOrDefault(name, session.parameter(name));
    }
  }

  /** Whether a statement is executed or only described. */
  enum Mode {
    EXECUTE,
    DESCRIBE
  }

  private final Catalog catalog;
  private final MetadataReader metadata;
  private final SelectEngine engine;
  private final Clock clock;
  private final Faults faults;
  private final PipelineServices pipeline;
  private final List<ExecutedStatement> log = new CopyOnWriteArrayList<>();

  StatementRunner(
      Catalog catalog,
      MetadataReader metadata,
      SelectEngine engine,
      Clock clock,
      StageListing listing,
      Faults faults) {
    this.catalog = catalog;
    this.metadata = metadata;
    this.engine = engine;
    this.clock = clock;
    this.faults = faults;
    pipeline = new PipelineServices(listing, this, new TaskRunner(catalog, this, clock));
  }

  List<ExecutedStatement> log() {
    return List.copyOf(log);
  }

  /** Runs one statement; an error becomes an answer. */
  byte[] run(Request request) {
    String queryId = UUID.randomUUID().toString();
    try {
      Result result = result(request, request.sql(), queryId);
      record(request, queryId, Optional.empty());
      return Json.bytes(Replies.result(result, request.session(), queryId));
    } catch (SnowflakeError e) {
      record(request, queryId, Optional.of(e.code()));
      return Json.bytes(Replies.error(e, queryId));
    } catch (RuntimeException e) {
      return failed(request, queryId, SnowflakeError.executionFailed(e.toString(), e));
    }
  }

  /**
   * Runs a statement of a procedure or task, in the session that runs that. Of the faults those
   * strike it that are SQL errors.
   *
   * @param queryId its query id
   * @param written the text for the log and for faults
   * @param sql the text with values in place of variables
   * @throws SnowflakeError if it fails
   */
  Result runInner(String queryId, String written, String sql, Session session) {
    Request request =
        new Request(written, new Bindings(List.of()), session, Map.of(), Mode.EXECUTE);
    try {
      Optional<Fault.SqlError> fault = faults.takeSqlError(written);
      if (fault.isPresent()) {
        throw SnowflakeError.of(fault.get());
      }
      Result result = result(request, sql, queryId);
      record(request, queryId, Optional.empty());
      return result;
    } catch (SnowflakeError e) {
      record(request, queryId, Optional.of(e.code()));
      throw e;
    } catch (RuntimeException e) {
      SnowflakeError error = SnowflakeError.executionFailed(e.toString(), e);
      record(request, queryId, Optional.of(error.code()));
      throw error;
    }
  }

  /** Answers with an error in place of running the statement. */
  byte[] fail(Request request, SnowflakeError error) {
    return failed(request, UUID.randomUUID().toString(), error);
  }

  private byte[] failed(Request request, String queryId, SnowflakeError error) {
    record(request, queryId, Optional.of(error.code()));
    return Json.bytes(Replies.error(error, queryId));
  }

  TaskRunner tasks() {
    return pipeline.tasks();
  }

  /** What an expression that belongs to no statement is evaluated with. */
  StatementContext context(Session session) {
    return context(session, new Bindings(List.of()), "");
  }

  private StatementContext context(Session session, Bindings bindings, String queryId) {
    return new StatementContext(
        session, queryId, bindings, catalog, metadata, engine, clock, pipeline);
  }

  private Result result(Request request, String sql, String queryId) {
    StatementContext context = context(request.session(), request.bindings(), queryId);
    Statement statement = StatementParser.parse(sql);
    statement.authorize(context);
    if (request.mode() == Mode.DESCRIBE) {
      return statement.describe(context);
    }
    Result result = statement.execute(context);
    if (result.kind() == Result.Kind.DDL) {
      request.session().commit();
    }
    return result;
  }

  private void record(Request request, String queryId, Optional<String> errorCode) {
    if (request.mode() == Mode.EXECUTE) {
      Session session = request.session();
      Optional<String> tag =
          Optional.of(request.parameter("QUERY_TAG")).filter(value -> !value.isEmpty());
      log.add(new ExecutedStatement(request.sql(), queryId, tag, session.id(), errorCode));
    }
  }
}
