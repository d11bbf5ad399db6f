package io.lakehousesync.examples.page;

import static io.lakehousesync.examples.page.PageSamples.health;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.TableHealth;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.examples.page.PageSamples.TestClock;
import io.lakehousesync.table.SyncTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The timeout ends tests that read a stream of events which should have been refused. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PageServerTest {
  private static final String TOKEN = "a-token-of-20-letters";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<SyncTable> tables = PageSamples.tables(3);
  private final SyncRecorder recorder = new SyncRecorder(tables, new TestClock());
  private final List<Socket> sockets = new ArrayList<>();
  private @Nullable PageServer server;

  private PageServer start(@Nullable AccessToken token) throws IOException {
    server =
        PageServer.start(
            PageAddress.parse("0"), token, view(Status.FRESH), recorder::history, () -> "rows 1\n");
    return server;
  }

  private SyncView view(Status first) {
    return recorder.sample(healths(first));
  }

  private List<TableHealth> healths(Status first) {
    return List.of(
        health(tables.get(0), first, "because"),
        health(tables.get(1), Status.FRESH, ""),
        health(tables.get(2), Status.FRESH, ""));
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8, <h1>Lakehouse Sync</h1>",
    "/page.js, text/javascript; charset=utf-8, EventSource",
    "/page.css, text/css; charset=utf-8, prefers-color-scheme",
    "/uPlot.iife.min.js, text/javascript; charset=utf-8, uPlot",
    "/uPlot.min.css, text/css; charset=utf-8, .uplot",
    "/api/tables, application/json, retail.orders",
    "/api/tables/2, application/json, lagSeconds",
    "/metrics, text/plain; version=0.0.4; charset=utf-8, rows 1",
  })
  void servesThePageItsDataAndItsMetrics(String path, String type, String part) throws Exception {
    start(null);

    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains(type);
    assertThat(answer.body()).contains(part);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/index.html", "/api/tables/3", "/api/tables/x", "/api/tablesX", "/page.jsx"})
  void anythingElseIsNotFound(String path) throws Exception {
    start(null);

    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void theBrowserMayRunOnlyTheScriptsOfThisServer() throws Exception {
    start(null);

    HttpResponse<String> page = get("/");

    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';")
        .doesNotContain("unsafe")
        .contains("frame-ancestors 'none'");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(page.body())
        .doesNotContainPattern("(?i)<script(?![^>]* src=)")
        .doesNotContainPattern("(?i)<style| style=| on[a-z]+=")
        .doesNotContain("//");
    assertThat(Assets.SCRIPT.text())
        .doesNotContain("innerHTML", "insertAdjacent", "document.write");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD", "OPTIONS"})
  void onlyGetIsSupported(String method) throws Exception {
    start(null);

    HttpRequest request =
        HttpRequest.newBuilder(uri("/api/tables"))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Host: evil.example", "Host: evil.example:80", "Host: a\r\nHost: b", "X: y"})
  void aRequestForAnotherHostNameIsRefused(String header) throws Exception {
    start(null);

    assertThat(raw("GET /api/tables HTTP/1.0\r\n" + header + "\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ")
        .doesNotContain("retail");
  }

  @Test
  void aRequestOfThePageOfAnotherSiteIsRefused() throws Exception {
    start(null);
    String request = "GET /events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

    assertThat(raw(request + "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/events", "/api/tables", "/api/tables/0", "/metrics"})
  void withoutTheTokenThereIsNoData(String path) throws Exception {
    start(AccessToken.of(TOKEN));

    for (String authorization : List.of("", "Bearer", "Bearer x" + TOKEN, "Basic " + TOKEN)) {
      HttpResponse<String> answer = get(path, "Authorization", authorization);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("Token of this page").doesNotContain("retail");
    }
    assertThat(get(path + "?token=wrong").statusCode()).isEqualTo(401);
    assertThat(get(path, "Cookie", cookieName() + "=" + TOKEN).statusCode()).isEqualTo(401);
  }

  @Test
  void aProgramSendsTheTokenInAHeader() throws Exception {
    start(AccessToken.of(TOKEN));

    assertThat(get("/metrics", "Authorization", "Bearer " + TOKEN).body()).isEqualTo("rows 1\n");
  }

  @Test
  void aBrowserGetsACookieThatDoesNotHaveTheToken() throws Exception {
    start(AccessToken.of(TOKEN));

    HttpResponse<String> answer = get("/?token=" + TOKEN);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location")).contains("/");
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie)
        .startsWith(cookieName() + "=")
        .endsWith("; Path=/; HttpOnly; SameSite=Strict")
        .doesNotContain(TOKEN);
    String pair = cookie.substring(0, cookie.indexOf(';'));
    assertThat(get("/api/tables", "Cookie", "a=b; " + pair).statusCode()).isEqualTo(200);
    assertThat(get("/api/tables", "Cookie", pair + "x").statusCode()).isEqualTo(401);
  }

  @Test
  void eventsHaveAllTablesFirstAndThenThoseThatChanged() throws Exception {
    PageServer page = start(null);
    BufferedReader events = events();

    JsonNode first = next(events);
    page.show(view(Status.STALE));
    JsonNode second = next(events);

    assertThat(first.get("tables")).hasSize(3);
    assertThat(first.get("order").toString()).isEqualTo("[2,1,0]");
    assertThat(second.get("tables")).hasSize(1);
    assertThat(second.get("tables").get(0).get("status").asText()).isEqualTo("stale");
    assertThat(second.get("order").toString()).isEqualTo("[0,2,1]");
    assertThat(second.get("counts").get("stale").asInt()).isEqualTo(1);
  }

  @Test
  void theLastEventSaysThatTheSyncHasEndedAndTheStreamEnds() throws Exception {
    PageServer page = start(null);
    BufferedReader events = events();
    next(events);

    page.show(recorder.end(healths(Status.FRESH)));
    long began = System.nanoTime();
    page.close();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    assertThat(next(events).get("ended").asBoolean()).isTrue();
    assertThat(events.lines().filter(line -> line.startsWith("data:"))).isEmpty();
  }

  @Test
  void aReaderThatDoesNotReadDelaysNeitherOthersNorTheEnd() throws Exception {
    PageServer page = start(null);
    Socket stalled = socket();
    stalled.setReceiveBufferSize(1024);
    write(stalled, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    BufferedReader events = events();
    next(events);
    for (int i = 0; i < 3000; i++) {
      page.show(view(i % 2 == 0 ? Status.STALE : Status.FRESH));
    }

    page.show(recorder.end(healths(Status.DIVERGED)));
    JsonNode event = next(events);
    while (!event.get("ended").asBoolean()) {
      event = next(events);
    }
    long began = System.nanoTime();
    page.close();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void theNumberOfStreamsIsLimitedAndOtherRequestsAreStillAnswered() throws Exception {
    start(null);
    for (int i = 0; i < PageServer.MOST_STREAMS; i++) {
      next(events());
    }

    HttpResponse<String> refused = get("/events");

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).isEqualTo("At most 16 pages can be open at once.\n");
    assertThat(get("/api/tables").statusCode()).isEqualTo(200);

    sockets.get(0).close();
    PageServer page = running();
    await()
        .until(
            () -> {
              // A stream notices that its reader has gone when it sends the next event.
              page.show(view(Status.STALE));
              page.show(view(Status.FRESH));
              return status("/events") == 200;
            });
  }

  private PageServer running() {
    return Optional.ofNullable(server).orElseThrow();
  }

  private int status(String path) throws Exception {
    HttpResponse<InputStream> answer =
        client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofInputStream());
    answer.body().close();
    return answer.statusCode();
  }

  private BufferedReader events() throws IOException {
    Socket socket = socket();
    write(socket, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static JsonNode next(BufferedReader events) throws IOException {
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.startsWith("data: ")) {
        return JSON.readTree(line.substring("data: ".length()));
      }
    }
    throw new AssertionError("the stream has ended");
  }

  private Socket socket() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), running().port());
    sockets.add(socket);
    return socket;
  }

  private static void write(Socket socket, String request) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(request.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private String raw(String request) throws IOException {
    Socket socket = socket();
    write(socket, request);
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private String cookieName() {
    return "lakehouse-page-" + running().port();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://localhost:%d%s".formatted(running().port(), path));
  }
}
