package io.lakehousesync.testkit.snowflake.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.lakehousesync.testkit.snowflake.internal.execute.FaultSource;
import io.lakehousesync.testkit.snowflake.internal.execute.FaultTarget;
import io.lakehousesync.testkit.snowflake.internal.execute.RequestFault;
import io.lakehousesync.testkit.snowflake.internal.execute.StatementRequest;
import io.lakehousesync.testkit.snowflake.internal.execute.StatementRunner;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.session.SessionParameters;
import io.lakehousesync.testkit.snowflake.internal.session.Sessions;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.value.Bindings;
import io.lakehousesync.testkit.snowflake.internal.value.Bindings.Binding;
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Receives statements from the driver, and applies the faults that tests have set. */
public final class QueryEndpoint implements AutoCloseable {
  private final Sessions sessions;
  private final StatementRunner runner;
  private final FaultSource faults;
  private final ReplyCache replies = new ReplyCache();
  private final CountDownLatch closed = new CountDownLatch(1);

  public QueryEndpoint(Sessions sessions, StatementRunner runner, FaultSource faults) {
    this.sessions = sessions;
    this.runner = runner;
    this.faults = faults;
  }

  void handle(HttpExchange exchange) throws IOException, InterruptedException {
    Session session = sessions.require(Http.token(exchange));
    JsonNode body = Http.body(exchange);
    StatementRequest request =
        new StatementRequest(
            body.path("sqlText").asText(),
            bindings(body.path("bindings")),
            session,
            parameters(body.path("parameters")),
            body.path("describeOnly").asBoolean()
                ? StatementRequest.Mode.DESCRIBE
                : StatementRequest.Mode.EXECUTE);
    String requestId =
        Optional.ofNullable(Http.query(exchange).get("requestId"))
            .orElseGet(() -> UUID.randomUUID().toString());
    Optional<RequestFault> fault = faults.take(request.sql());
    if (fault.isEmpty()) {
      Http.answer(exchange, 200, answer(requestId, request));
    } else {
      fault.get().apply(new FaultyRequest(exchange, requestId, request));
    }
  }

  private byte[] answer(String requestId, StatementRequest request) {
    return replies.reply(request.session().id() + requestId, () -> run(request));
  }

  private byte[] run(StatementRequest request) {
    String queryId = UUID.randomUUID().toString();
    try {
      Result result = runner.run(request, queryId);
      return Json.bytes(Replies.result(result, request.session(), queryId));
    } catch (SnowflakeError e) {
      return Json.bytes(Replies.error(e, queryId));
    }
  }

  private byte[] reject(StatementRequest request, SnowflakeError error) {
    String queryId = UUID.randomUUID().toString();
    return Json.bytes(Replies.error(runner.rejected(request, queryId, error), queryId));
  }

  /** A request to which a fault applies. */
  private final class FaultyRequest implements FaultTarget {
    private final HttpExchange exchange;
    private final String requestId;
    private final StatementRequest request;

    FaultyRequest(HttpExchange exchange, String requestId, StatementRequest request) {
      this.exchange = exchange;
      this.requestId = requestId;
      this.request = request;
    }

    @Override
    public void answer(SnowflakeError error) throws IOException {
      Http.answer(exchange, 200, reject(request, error));
    }

    @Override
    public void answer(int httpStatus) throws IOException {
      Http.answer(exchange, httpStatus, new byte[0]);
    }

    @Override
    public void executeAfter(Duration delay) throws IOException, InterruptedException {
      Duration timeout =
          Duration.ofSeconds(Long.parseLong(request.parameter("STATEMENT_TIMEOUT_IN_SECONDS")));
      boolean late = !timeout.isZero() && delay.compareTo(timeout) > 0;
      if (closed.await((late ? timeout : delay).toNanos(), TimeUnit.NANOSECONDS)) {
        disconnect();
        return;
      }
      byte[] body =
          late
              ? reject(request, SnowflakeError.timedOut(timeout))
              : QueryEndpoint.this.answer(requestId, request);
      Http.answer(exchange, 200, body);
    }

    @Override
    public void executeAndDisconnect() {
      QueryEndpoint.this.answer(requestId, request);
      disconnect();
    }

    @Override
    public void disconnect() {
      exchange.close();
    }

    @Override
    public void hang() throws InterruptedException {
      faults.awaitClear();
      disconnect();
    }

    @Override
    public void expireSession() throws IOException {
      sessions.expire(Http.token(exchange).orElseThrow());
      sessions.require(Http.token(exchange));
    }
  }

  /** Returns the parameters that the stand-in knows. The driver also sends others. */
  private static Map<String, String> parameters(JsonNode node) {
    Map<String, String> parameters = new HashMap<>();
    for (Map.Entry<String, JsonNode> parameter : node.properties()) {
      if (SessionParameters.knows(parameter.getKey())) {
        parameters.put(parameter.getKey(), parameter.getValue().asText());
      }
    }
    return parameters;
  }

  private static Bindings bindings(JsonNode node) {
    List<Binding> values = new ArrayList<>();
    for (int i = 1; node.has(Integer.toString(i)); i++) {
      JsonNode binding = node.get(Integer.toString(i));
      JsonNode value = binding.path("value");
      if (value.isArray()) {
        throw SnowflakeError.notSupported("array binding is not in the stand-in's subset.");
      }
      @Nullable String text = value.isNull() || value.isMissingNode() ? null : value.asText();
      values.add(new Binding(binding.path("type").asText(), text));
    }
    return new Bindings(values);
  }

  /** Ends delays, and closes the connections of statements that hang. */
  @Override
  public void close() {
    closed.countDown();
    faults.clear();
  }
}
