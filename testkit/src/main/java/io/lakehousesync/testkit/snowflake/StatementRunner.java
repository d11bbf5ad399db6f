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
  private final List<ExecutedStatement> log = new CopyOnWriteArrayList<>();

  StatementRunner(Catalog catalog, MetadataReader metadata, SelectEngine engine, Clock clock) {
    this.catalog = catalog;
    this.metadata = metadata;
    this.engine = engine;
    this.clock = clock;
  }

  List<ExecutedStatement> log() {
    return List.copyOf(log);
  }

  /** Runs one statement; an error becomes an answer. */
  byte[] run(Request request) {
    String queryId = UUID.randomUUID().toString();
    try {
      Result result = result(request, queryId);
      record(request, queryId, Optional.empty());
      return Json.bytes(Replies.result(result, request.session(), queryId));
    } catch (SnowflakeError e) {
      record(request, queryId, Optional.of(e.code()));
      return Json.bytes(Replies.error(e, queryId));
    } catch (RuntimeException e) {
      return failed(request, queryId, SnowflakeError.executionFailed(e.toString(), e));
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

  private Result result(Request request, String queryId) {
    StatementContext context =
        new StatementContext(
            request.session(), queryId, request.bindings(), catalog, metadata, engine, clock);
    Statement statement = StatementParser.parse(request.sql());
    statement.authorize(context);
    if (request.mode() == Mode.DESCRIBE) {
      return statement.describe(context);
    }
    Result result = statement.execute(context);
    if (result.kind() == Result.Kind.DDL) {
      request.session().endTransaction();
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
