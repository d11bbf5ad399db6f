package io.lakehousesync.testkit.snowflake.internal.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.session.Sessions;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints that the JDBC driver calls, on a free port of the loopback interface. Other paths
 * are answered with 404.
 */
public final class HttpApi implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpApi.class);
  private static final String NO_DELAY = "sun.net.httpserver.nodelay";

  /** An endpoint that responds with JSON. */
  private interface Endpoint {
    ObjectNode answer(HttpExchange exchange) throws IOException;
  }

  private final Map<String, Endpoint> endpoints;
  private final QueryEndpoint queries;
  private final HttpServer server;
  private final ExecutorService threads;

  private HttpApi(LoginEndpoint logins, Sessions sessions, QueryEndpoint queries) {
    this.queries = queries;
    endpoints =
        Map.of(
            "/session/v1/login-request",
                exchange -> logins.login(Http.body(exchange), Http.query(exchange)),
            "/session/token-request",
                exchange -> Replies.renewed(sessions.renew(Http.token(exchange))),
            "/session", exchange -> closeSession(exchange, sessions),
            "/session/heartbeat", exchange -> inSession(exchange, sessions),
            "/queries/v1/abort-request", exchange -> inSession(exchange, sessions),
            "/telemetry/send", exchange -> Replies.success());
    if (System.getProperty(NO_DELAY) == null) {
      System.setProperty(
          NO_DELAY, "true"); // otherwise Nagle's algorithm delays each response by some 40 ms
    }
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "snowflake-standin");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  public static HttpApi start(LoginEndpoint logins, Sessions sessions, QueryEndpoint queries) {
    HttpApi api = new HttpApi(logins, sessions, queries);
    api.server.start();
    return api;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try {
      String path = exchange.getRequestURI().getPath();
      Endpoint endpoint = endpoints.get(path);
      if (!exchange.getRequestMethod().equals("POST")) {
        Http.answer(exchange, 404, new byte[0]);
      } else if (path.equals("/queries/v1/query-request")) {
        queries.handle(exchange);
      } else if (endpoint == null) {
        Http.answer(exchange, 404, new byte[0]);
      } else {
        Http.answer(exchange, 200, Json.bytes(endpoint.answer(exchange)));
      }
    } catch (SnowflakeError e) {
      Http.answer(exchange, 200, Json.bytes(Replies.error(e, "")));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
    } catch (IOException | RuntimeException | Error e) {
      log.debug("The request {} failed in the stand-in", exchange.getRequestURI(), e);
      if (exchange.getResponseCode() < 0) {
        Http.answer(exchange, 200, Json.bytes(Replies.error(SnowflakeError.internal(e), "")));
      }
      exchange.close();
    }
  }

  private static ObjectNode inSession(HttpExchange exchange, Sessions sessions) {
    sessions.require(Http.token(exchange));
    return Replies.success();
  }

  private static ObjectNode closeSession(HttpExchange exchange, Sessions sessions) {
    Session session = sessions.require(Http.token(exchange));
    session.rollback();
    sessions.close(session);
    return Replies.success();
  }

  @Override
  public void close() {
    queries.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
