package io.lakehousesync.examples.page;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of the page. It has these addresses:
 *
 * <ul>
 *   <li>{@code /}: the page, with its style sheets and scripts
 *   <li>{@code /events}: server-sent events with what has changed
 *   <li>{@code /api/tables}: all tables as JSON
 *   <li>{@code /api/tables/ID}: one table as JSON, with its history
 *   <li>{@code /metrics}: metrics in the text format of Prometheus
 * </ul>
 *
 * <p>Only GET is supported; nothing can be changed. Thread-safe.
 */
final class PageServer implements AutoCloseable {
  /** How many pages can receive events at the same time. */
  static final int MOST_STREAMS = 16;

  /** The threads for all other requests. Further requests wait. */
  private static final int OTHER_THREADS = 8;

  /** How long the streams have to send their last event. */
  private static final Duration LAST_EVENT = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);

  private final HttpServer server;
  private final ExecutorService threads;
  private final EventStreams streams;
  private final IntFunction<Optional<TableHistory>> histories;
  private volatile SyncView view;

  private PageServer(
      HttpServer server, SyncView first, IntFunction<Optional<TableHistory>> histories) {
    this.server = server;
    this.histories = histories;
    view = first;
    streams = new EventStreams(MOST_STREAMS, first);
    threads = threads();
  }

  /**
   * Starts a server.
   *
   * @param token the token that requests for data must have; null if they need none
   * @param first what the page shows first
   * @param histories the history of a table, by its number
   * @param metrics the metrics in the text format of Prometheus
   * @throws IOException if the address cannot be used
   */
  static PageServer start(
      PageAddress address,
      @Nullable AccessToken token,
      SyncView first,
      IntFunction<Optional<TableHistory>> histories,
      Supplier<String> metrics)
      throws IOException {
    // Without this limit, a request that is never completed would keep its thread for ever.
    if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
      System.setProperty("sun.net.httpserver.maxReqTime", "10");
    }
    HttpServer server = HttpServer.create(address.socket(), 0);
    PageServer page = new PageServer(server, first, histories);
    Filter requests = new RequestFilter(new HostNames(address));
    List<Filter> open = List.of(requests);
    List<Filter> closed =
        token == null
            ? open
            : List.of(requests, new TokenFilter(token, page.port(), Assets.TOKEN.bytes()));
    page.serve("/", closed, page.asset(Assets.PAGE, "/"));
    // These files are not secret, and the page that asks for the token needs one of them.
    for (Assets asset :
        List.of(Assets.STYLE, Assets.SCRIPT, Assets.CHART_STYLE, Assets.CHART_SCRIPT)) {
      String path = "/" + asset.fileName();
      page.serve(path, open, page.asset(asset, path));
    }
    page.serve("/events", closed, page.streams);
    page.serve("/api/tables", closed, page::tables);
    page.serve("/metrics", closed, exchange -> metrics(exchange, metrics.get()));
    server.setExecutor(page.threads);
    server.start();
    return page;
  }

  private static ExecutorService threads() {
    int most = MOST_STREAMS + OTHER_THREADS;
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            most,
            most,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "page");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private void serve(String path, List<Filter> filters, HttpHandler handler) {
    server.createContext(path, handler).getFilters().addAll(filters);
  }

  private HttpHandler asset(Assets asset, String path) {
    byte[] content = asset.bytes();
    return exchange -> {
      if (exchange.getRequestURI().getPath().equals(path)) {
        Answers.body(exchange, 200, asset.contentType(), content);
      } else {
        notFound(exchange);
      }
    };
  }

  private void tables(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/api/tables")) {
      Answers.json(exchange, PageJson.fields(view));
    } else if (path.matches("/api/tables/\\d{1,6}")) {
      table(exchange, Integer.parseInt(path.substring("/api/tables/".length())));
    } else {
      notFound(exchange);
    }
  }

  private void table(HttpExchange exchange, int id) throws IOException {
    Optional<TableView> table = view.tables().stream().filter(each -> each.id() == id).findFirst();
    Optional<TableHistory> history = histories.apply(id);
    if (table.isPresent() && history.isPresent()) {
      Answers.json(exchange, PageJson.fields(table.get(), history.get()));
    } else {
      notFound(exchange);
    }
  }

  private static void metrics(HttpExchange exchange, String text) throws IOException {
    Answers.body(
        exchange,
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        text.getBytes(StandardCharsets.UTF_8));
  }

  private static void notFound(HttpExchange exchange) throws IOException {
    Answers.text(exchange, 404, "There is no such page.");
  }

  /** Returns the port on which the server listens. */
  int port() {
    return server.getAddress().getPort();
  }

  /** Shows another view. */
  void show(SyncView newer) {
    view = newer;
    streams.publish(newer);
  }

  /**
   * Ends all streams, and stops the server. Takes at most about half a second. If the view that is
   * shown has not ended, the streams end without a last event.
   */
  @Override
  public void close() {
    try {
      if (view.ended() && !streams.awaitEnd(LAST_EVENT)) {
        LOG.debug("a page has not received its last event in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
