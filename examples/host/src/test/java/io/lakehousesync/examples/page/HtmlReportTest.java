package io.lakehousesync.examples.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.TableHealth;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.examples.page.PageSamples.TestClock;
import io.lakehousesync.table.SyncTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final String HOSTILE = "</script><script>alert(1)</script><!--<img src=x>";

  private static final Pattern ELEMENT = Pattern.compile("(?s)<(script|style)([^>]*)>(.*?)</\\1>");

  private final String report = report();

  private static String report() {
    List<SyncTable> tables = PageSamples.tables(2);
    SyncRecorder recorder = new SyncRecorder(tables, new TestClock());
    PageSamples.fail(recorder, tables.get(0), HOSTILE);
    PageSamples.run(recorder, tables.get(1), 5, 1);
    List<TableHealth> last =
        List.of(
            PageSamples.health(tables.get(0), Status.FAILING, HOSTILE),
            PageSamples.health(tables.get(1), Status.FRESH, ""));
    return HtmlReport.of(recorder.end(last), table -> recorder.history(table.id()).orElseThrow());
  }

  @Test
  void itNeedsNoOtherFile() {
    assertThat(report.replaceAll("(?s)<script.*?</script>", ""))
        .doesNotContainPattern("<(script|link)[^>]* (src|href)=\"(?!data:)")
        .doesNotContain("@import", "url(");
  }

  @Test
  void theBrowserMayRunOnlyItsOwnScripts() throws Exception {
    String policy =
        report.replaceFirst("(?s).*Content-Security-Policy\" content=\"([^\"]*)\".*", "$1");
    assertThat(policy).startsWith("default-src 'none'; ").doesNotContain("unsafe", "self");

    int hashed = 0;
    Matcher element = ELEMENT.matcher(report);
    while (element.find()) {
      if (!element.group(2).contains("application/json")) {
        byte[] content = element.group(3).getBytes(StandardCharsets.UTF_8);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
        assertThat(policy).contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
        hashed++;
      }
    }
    assertThat(hashed).isEqualTo(4);
  }

  @Test
  void itsDataAreTheTablesWithTheirHistories() throws Exception {
    JsonNode data = new ObjectMapper().readTree(data());

    assertThat(data.get("ended").asBoolean()).isTrue();
    JsonNode failing = data.get("tables").get(0);
    assertThat(failing.get("lastError").get("message").asText()).isEqualTo(HOSTILE);
    assertThat(failing.get("history").get("runs").get(0).get("succeeded").asBoolean()).isFalse();
    assertThat(data.get("tables").get(1).get("history").get("lagSeconds")).hasSize(1);
  }

  @Test
  void noMessageBecomesAnElement() {
    assertThat(data()).contains("alert(1)").doesNotContain("<");
    assertThat(report).doesNotContain("<script>alert", "<img");
  }

  private String data() {
    return report
        .replaceFirst("(?s).*<script type=\"application/json\" id=\"report\">", "")
        .replaceFirst("(?s)</script>.*", "");
  }
}
