package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.examples.ExampleProcess;
import io.lakehousesync.examples.ExampleRun;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page and the report of the command sync. */
class PageIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private HostLakehouse lakehouse;
  private String config;

  @BeforeEach
  void open() throws Exception {
    lakehouse = new HostLakehouse(directory);
    config = lakehouse.complete("maintenance=watch", "maintenance.interval=1s").toString();
    ExampleRun setup = ExampleRun.of("setup", "--apply", "--config", config);
    assertThat(setup.exitCode()).as(setup.err()).isZero();
  }

  @AfterEach
  void close() throws SQLException {
    lakehouse.close();
  }

  @Test
  void showsTheTablesUntilASignalEndsTheSync() throws Exception {
    Path report = directory.resolve("report.html");
    try (ExampleProcess host =
        ExampleProcess.start(
            directory, "sync", "--config", config, "--page", "0", "--report", report.toString())) {
      String page = host.awaitLine("The page is at ").replaceFirst("The page is at ", "");
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                JsonNode tables = JSON.readTree(get(page + "api/tables"));
                assertThat(tables.get("counts").get("fresh").asInt()).isEqualTo(2);
                assertThat(tables.get("tables").findValuesAsText("dataFiles")).hasSize(2);
                // a look may fall into a later run
                assertThat(table(page, "host_it.orders").get("steps").toString())
                    .startsWith("{\"copy\":\"done\",\"locate\":\"done\",");
              });
      JsonNode orders = table(page, "host_it.orders");
      assertThat(orders.get("rows").asInt()).isEqualTo(100);
      assertThat(orders.get("guarantee").asText()).isNotEmpty();
      assertThat(get(page + "metrics"))
          .contains("lakehouse_sync_rows_total{", "table=\"host_it.orders\"");

      try (Stream<String> events = events(page)) {
        long began = System.nanoTime();
        host.signal("TERM");
        List<String> sent = events.filter(line -> line.startsWith("data: ")).toList();

        assertThat(sent.get(sent.size() - 1)).contains("\"ended\":true");
        List<String> rest = host.out().lines().toList();
        assertThat(host.process().waitFor()).isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(rest).noneMatch(line -> line.contains("Exception") || line.contains("error"));
        assertThat(rest).contains("The report is in " + report);
        assertThat(rest).last().asString().startsWith("RESULT status=");
      }
    }
    assertThat(Files.readString(report)).contains("host_it.orders", "\"ended\":true");
  }

  @Test
  void aTokenIsNeededIfOtherMachinesCanOpenThePage() throws Exception {
    try (ExampleProcess host =
        ExampleProcess.start(directory, "sync", "--config", config, "--page", "0.0.0.0:0")) {
      String url = host.awaitLine("The page is at ").replaceFirst("The page is at ", "");

      String page = url.replaceFirst("\\?token=.*", "");
      assertThat(send(page + "api/tables").statusCode()).isEqualTo(401);
      HttpResponse<String> login = send(url);
      assertThat(login.statusCode()).isEqualTo(303);
      String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(send(page + "api/tables", "Cookie", cookie.replaceFirst(";.*", "")).body())
          .contains("host_it.orders");
    }
  }

  @Test
  void theReportOfOneRunHasTheLastState() throws Exception {
    Path report = directory.resolve("report.html");

    ExampleRun run =
        ExampleRun.good("sync", "--once", "--config", config, "--report", report.toString());

    assertThat(run.lastLine()).startsWith("RESULT status=fresh");
    JsonNode data =
        JSON.readTree(
            Files.readString(report)
                .replaceFirst("(?s).*<script type=\"application/json\" id=\"report\">", "")
                .replaceFirst("(?s)</script>.*", ""));
    assertThat(data.get("counts").get("fresh").asInt()).isEqualTo(2);
    assertThat(data.get("tables").findValuesAsText("rows")).contains("100", "2");
  }

  @Test
  void aPortInUseIsOneLineOnStandardError() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      ExampleRun run = ExampleRun.of("sync", "--once", "--config", config, "--page", port);

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .isEqualToIgnoringNewLines(
              "error: --page http://localhost:%s/ cannot be served: Address already in use. Choose"
                      .formatted(port)
                  + " another port.");
    }
  }

  private JsonNode table(String page, String name) throws Exception {
    for (JsonNode table : JSON.readTree(get(page + "api/tables")).get("tables")) {
      if (table.get("table").asText().equals(name)) {
        return table;
      }
    }
    throw new AssertionError("no table " + name);
  }

  private String get(String url) throws Exception {
    HttpResponse<String> answer = send(url);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private Stream<String> events(String page) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(page + "events")).build();
    return client.send(request, BodyHandlers.ofLines()).body();
  }

  private HttpResponse<String> send(String url, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
