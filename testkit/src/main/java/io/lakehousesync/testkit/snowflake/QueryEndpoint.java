package io.lakehousesync.testkit.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.lakehousesync.testkit.snowflake.Bindings.Binding;
import io.lakehousesync.testkit.snowflake.StatementRunner.Mode;
import io.lakehousesync.testkit.snowflake.StatementRunner.Request;
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

/** Takes statements from the wire, and makes those go wrong that tests want to. */
final class QueryEndpoint implements AutoCloseable {
  private final Sessions sessions;
  private final StatementRunner runner;
  private final Faults faults;
  private final Answers answers = new Answers();
  private final CountDownLatch closed = new CountDownLatch(1);

  QueryEndpoint(Sessions sessions, StatementRunner runner, Faults faults) {
    this.sessions = sessions;
    this.runner = runner;
    this.faults = faults;
  }

  void handle(HttpExchange exchange) throws IOException, InterruptedException {
    Session session = sessions.require(Http.token(exchange));
    JsonNode body = Http.body(exchange);
    Request request =
        new Request(
            body.path("sqlText").asText(),
            bindings(body.path("bindings")),
            session,
            parameters(body.path("parameters")),
            body.path("describeOnly").asBoolean() ? Mode.DESCRIBE : Mode.EXECUTE);
    String requestId =
        Optional.ofNullable(Http.query(exchange).get("requestId"))
            .orElseGet(() -> UUID.randomUUID().toString());
    Optional<Fault> fault = faults.take(request.sql());
    if (fault.isEmpty()) {
      Http.answer(exchange, 200, answer(requestId, request));
    } else {
      strike(fault.get(), exchange, requestId, request);
    }
  }

  private byte[] answer(String requestId, Request request) {
    return answers.answer(request.session().id() + requestId, () -> runner.run(request));
  }

  private void strike(Fault fault, HttpExchange exchange, String requestId, Request request)
      throws IOException, InterruptedException {
    if (fault instanceof Fault.SqlError error) {
      Http.answer(exchange, 200, runner.fail(request, SnowflakeError.of(error)));
    } else if (fault instanceof Fault.HttpStatus status) {
      Http.answer(exchange, status.status(), new byte[0]);
    } else if (fault instanceof Fault.Delay delay) {
      delay(delay.duration(), exchange, requestId, request);
    } else if (fault instanceof Fault.Hang) {
      faults.hang();
    } else if (fault instanceof Fault.SessionExpired) {
      sessions.expire(Http.token(exchange).orElseThrow());
      sessions.require(Http.token(exchange));
    } else if (fault instanceof Fault.Drop drop && drop.afterWork()) {
      answer(requestId, request);
    }
    exchange.close();
  }

  /** A statement that is slower than its timeout is ended, and not executed. */
  private void delay(Duration delay, HttpExchange exchange, String requestId, Request request)
      throws IOException, InterruptedException {
    Duration timeout =
        Duration.ofSeconds(Long.parseLong(request.parameter("STATEMENT_TIMEOUT_IN_SECONDS")));
    boolean late = !timeout.isZero() && delay.compareTo(timeout) > 0;
    if (closed.await((late ? timeout : delay).toNanos(), TimeUnit.NANOSECONDS)) {
      return;
    }
    Http.answer(
        exchange,
        200,
        late ? runner.fail(request, SnowflakeError.timedOut(timeout)) : answer(requestId, request));
  }

  /** Those that the stand-in knows; the driver sends others of its own. */
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

  /** Lets go of statements that hang. */
  @Override
  public void close() {
    closed.countDown();
    faults.clear();
  }
}
