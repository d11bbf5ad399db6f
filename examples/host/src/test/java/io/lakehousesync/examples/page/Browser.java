package io.lakehousesync.examples.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A headless Chromium, driven by the WebDriver protocol of the program {@code chromedriver}. */
final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process driver;
  private final String url;
  private final String session;

  private Browser(Path program, Path directory) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    url = "http://localhost:" + port;
    driver =
        new ProcessBuilder(program.toString(), "--port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("chromedriver.log").toFile())
            .start();
    Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(this::isReady);
    Map<String, Object> options =
        Map.of(
            "args",
            List.of(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--force-color-profile=srgb",
                "--hide-scrollbars",
                "--user-data-dir=" + directory.resolve("chromium")));
    session =
        call(
                "/session",
                Map.of(
                    "capabilities",
                    Map.of(
                        "alwaysMatch",
                        Map.of(
                            "goog:chromeOptions",
                            options,
                            "goog:loggingPrefs",
                            Map.of("browser", "ALL")))))
            .get("sessionId")
            .asText();
  }

  /**
   * Returns the path of the driver; empty if this machine has none. On Debian, the package {@code
   * chromium-driver} has it.
   */
  static Optional<Path> driver() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(directory -> Path.of(directory, "chromedriver"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser start(Path directory) throws IOException, InterruptedException {
    return new Browser(driver().orElseThrow(), directory);
  }

  private boolean isReady() throws Exception {
    HttpRequest status = HttpRequest.newBuilder(URI.create(url + "/status")).build();
    return JSON.readTree(client.send(status, BodyHandlers.ofString()).body())
        .get("value")
        .get("ready")
        .asBoolean();
  }

  private JsonNode call(String path, Object body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    JsonNode value = JSON.readTree(answer.body()).get("value");
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + value);
    }
    return value;
  }

  private JsonNode command(String name, Object body) throws IOException, InterruptedException {
    return call("/session/" + session + "/" + name, body);
  }

  void open(String address) throws IOException, InterruptedException {
    command("url", Map.of("url", address));
  }

  /** Sets the size of the viewport, and the colour scheme. */
  void device(int width, int height, String scheme) throws IOException, InterruptedException {
    devTools(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    devTools(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  JsonNode devTools(String method, Map<String, ?> parameters)
      throws IOException, InterruptedException {
    return command("goog/cdp/execute", Map.of("cmd", method, "params", parameters));
  }

  /** Runs the body of a JavaScript function, and returns its result. */
  JsonNode run(String script) throws IOException, InterruptedException {
    return command("execute/sync", Map.of("script", script, "args", List.of()));
  }

  /** Presses keys, in the encoding of WebDriver. */
  void press(String key) throws IOException, InterruptedException {
    command(
        "actions",
        Map.of(
            "actions",
            List.of(
                Map.of(
                    "type",
                    "key",
                    "id",
                    "keyboard",
                    "actions",
                    List.of(
                        Map.of("type", "keyDown", "value", key),
                        Map.of("type", "keyUp", "value", key))))));
  }

  /** Returns the messages of the browser's console, which include violations of the policy. */
  List<String> console() throws IOException, InterruptedException {
    return command("se/log", Map.of("type", "browser")).findValuesAsText("message");
  }

  void screenshot(Path file) throws IOException, InterruptedException {
    String png = devTools("Page.captureScreenshot", Map.of()).get("data").asText();
    Files.write(file, Base64.getDecoder().decode(png));
  }

  @Override
  public void close() throws IOException {
    try {
      HttpRequest quit =
          HttpRequest.newBuilder(URI.create(url + "/session/" + session)).DELETE().build();
      client.send(quit, BodyHandlers.discarding());
      driver.destroy();
      // Until then, the browser may still write into its directory.
      driver.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      driver.destroyForcibly();
    }
  }
}
