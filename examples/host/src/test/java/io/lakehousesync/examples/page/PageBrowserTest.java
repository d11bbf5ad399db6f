package io.lakehousesync.examples.page;

import static io.lakehousesync.examples.page.PageSamples.health;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lakehousesync.TableHealth;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.examples.page.PageSamples.TestClock;
import io.lakehousesync.table.SyncTable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser. Runs only where Chromium and its driver are installed. */
class PageBrowserTest {
  private static final String HOSTILE = "<img src=x onerror=\"document.title='owned'\">";

  /** A browser on a busy machine needs seconds for a page. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String TAB = "\uE004";
  private static final String ENTER = "\uE007";

  @TempDir private static Path directory;
  private static Browser browser;

  private final HttpClient client = HttpClient.newHttpClient();
  private final TestClock clock = new TestClock();
  private final List<SyncTable> tables = new ArrayList<>(PageSamples.tables(6));
  private final SyncRecorder recorder = new SyncRecorder(tables, clock);

  @BeforeAll
  static void open() throws Exception {
    assumeTrue(
        Browser.driver().isPresent(),
        "chromedriver is not installed; on Debian, the package chromium-driver has it");
    browser = Browser.start(directory);
  }

  @BeforeEach
  void forgetTheTestBefore() throws Exception {
    browser.open("about:blank");
    browser.console();
  }

  @AfterAll
  static void close() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void theLivePageFollowsTheSyncToItsEnd() throws Exception {
    try (PageServer server =
        PageServer.start(
            PageAddress.parse("0"), null, view(Status.FRESH, ""), recorder::history, () -> "")) {
      browser.device(1280, 900, "light");
      browser.open("http://localhost:" + server.port() + "/");
      await().atMost(PATIENCE).until(() -> summary().equals("All 6 tables are fresh."));

      server.show(view(Status.FAILING, HOSTILE));

      await().atMost(PATIENCE).until(() -> summary().equals("5 of 6 tables are fresh."));
      assertThat(text("#tables tbody tr:first-child .why")).isEqualTo(HOSTILE);
      assertThat(text("#tables tbody tr:first-child .status")).isEqualTo("failing");
      assertThat(browser.run("return document.title").asText()).isEqualTo("(1) Lakehouse Sync");
      assertThat(count("main img")).isZero();

      server.show(recorder.end(healths(Status.FRESH, "")));

      await().atMost(PATIENCE).until(() -> summary().contains("The sync ended at"));
    }
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void aTableIsSelectedWithTheKeyboard() throws Exception {
    openReport(HOSTILE);
    // The link to the selected table, the search, the region that scrolls, the first two tables.
    for (int i = 0; i < 5; i++) {
      browser.press(TAB);
    }
    String focused = browser.run("return document.activeElement.textContent").asText();

    browser.press(ENTER);

    assertThat(focused).isEqualTo("retail.customers");
    assertThat(text("#detail-title")).isEqualTo(focused);
    assertThat(browser.run("return document.activeElement.id").asText()).isEqualTo("detail");
    assertThat(count("button[aria-current=true]")).isEqualTo(1);
  }

  @Test
  void theKeyboardReturnsFromTheSelectedTableToItsRow() throws Exception {
    openReport(HOSTILE);
    browser.run("document.querySelectorAll('#tables tbody button')[2].focus()");
    browser.press(ENTER);
    browser.press(TAB);

    browser.press(ENTER);

    assertThat(browser.run("return document.activeElement.textContent").asText())
        .isEqualTo(text("#detail-title"));
  }

  @Test
  void thePageSaysThatTheSyncDoesNotAnswer() throws Exception {
    PageServer server =
        PageServer.start(
            PageAddress.parse("0"), null, view(Status.FRESH, ""), recorder::history, () -> "");
    try (server) {
      browser.open("http://localhost:" + server.port() + "/");
      await().atMost(PATIENCE).until(() -> summary().equals("All 6 tables are fresh."));
    }

    await()
        .atMost(PATIENCE)
        .until(() -> text("#connection").contains("The page shows the state of "));
    assertThat(browser.run("return document.title").asText()).isEqualTo("(?) Lakehouse Sync");
  }

  @Test
  void theReportRunsUnderItsPolicyAndShowsMessagesAsText() throws Exception {
    openReport("</script>" + HOSTILE);

    assertThat(text("#detail-status")).isEqualTo("failing: </script>" + HOSTILE);
    assertThat(count("#rows-chart canvas")).isEqualTo(1);
    assertThat(count("#tables tbody tr")).isEqualTo(6);
    assertThat(count("main img")).isZero();
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void aNarrowPageDoesNotScrollSideways() throws Exception {
    browser.device(375, 800, "dark");
    openReport("a-long-word-without-a-space-".repeat(20));

    assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(375);
    assertThat(
            browser.run("return document.querySelector('#overview .scroll').scrollWidth").asInt())
        .isLessThanOrEqualTo(375);
  }

  @Test
  void aPageThatIsRefusedSaysWhyAndClaimsNothing() throws Exception {
    try (PageServer server =
        PageServer.start(
            PageAddress.parse("0"), null, view(Status.FRESH, ""), recorder::history, () -> "")) {
      List<Stream<String>> others = new ArrayList<>();
      try {
        for (int i = 0; i < PageServer.MOST_STREAMS; i++) {
          others.add(events(server));
        }
        browser.open("http://localhost:" + server.port() + "/");

        await()
            .atMost(PATIENCE)
            .until(() -> text("#connection").equals("Too many pages are open. Close one of them."));
        assertThat(summary()).isEqualTo("Waiting for the first answer …");
      } finally {
        others.forEach(Stream::close);
      }
    }
  }

  private Stream<String> events(PageServer server) throws Exception {
    URI address = URI.create("http://localhost:" + server.port() + "/events");
    return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofLines()).body();
  }

  private void openReport(String reason) throws Exception {
    PageSamples.fail(recorder, tables.get(0), reason);
    SyncView last = recorder.end(healths(Status.FAILING, reason));
    Path report = directory.resolve("report.html");
    Files.writeString(
        report, HtmlReport.of(last, table -> recorder.history(table.id()).orElseThrow()));
    browser.open(report.toUri().toString());
  }

  private SyncView view(Status first, String reason) {
    return recorder.sample(healths(first, reason));
  }

  private List<TableHealth> healths(Status first, String reason) {
    return tables.stream()
        .map(
            table ->
                table.equals(tables.get(0))
                    ? health(table, first, reason)
                    : health(table, Status.FRESH, "").withFreshnessLag(Duration.ZERO))
        .toList();
  }

  private static String summary() throws Exception {
    return text("#summary");
  }

  private static String text(String selector) throws Exception {
    return browser
        .run("return document.querySelector('%s')?.textContent ?? ''".formatted(selector))
        .asText();
  }

  private static int count(String selector) throws Exception {
    return browser.run("return document.querySelectorAll('%s').length".formatted(selector)).asInt();
  }
}
