package io.lakehousesync.examples.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.TableHealth;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.examples.page.PageSamples.TestClock;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.TableVerification;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageJsonTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestClock clock = new TestClock();

  @Test
  void hasAllFieldsOfATable() throws Exception {
    List<SyncTable> tables = PageSamples.tables(1);
    SyncRecorder recorder = new SyncRecorder(tables, clock);
    PageSamples.run(recorder, tables.get(0), 1200, 7);
    recorder.maintained(PageSamples.maintenance(tables.get(0), 30, PageSamples.START));
    SyncView view =
        recorder.sample(
            List.of(
                PageSamples.health(tables.get(0), Status.STALE, "too old")
                    .withFreshnessLag(Duration.ofSeconds(40))
                    .withVerification(
                        TableVerification.builder(tables.get(0), PageSamples.START)
                            .verifiedThrough(PageSamples.START.minusSeconds(60))
                            .differences(2)
                            .pendingRows(5L)
                            .notCompared(List.of("Column x.\u202e"))
                            .build())));

    JsonNode json = JSON.readTree(PageJson.text(PageJson.fields(view)));

    assertThat(json.get("at").asText()).isEqualTo("2026-12-01T10:00:00Z");
    assertThat(json.get("counts").get("stale").asInt()).isEqualTo(1);
    assertThat(json.get("tables").get(0))
        .isEqualTo(
            JSON.readTree(
                """
                {"id":0,"table":"retail.orders","target":"retail.iceberg_orders","status":"stale",
                 "reason":"too old","completeThrough":"2026-12-01T09:59:20Z",
                 "steps":{"copy":"done","locate":"done","refresh":"done"},"confirmed":true,
                 "runOfSteps":{"at":"2026-12-01T10:00:00Z","rows":1200,"copyMs":60,"refreshMs":416,
                               "succeeded":true},
                 "snapshot":"00007-6f1c2d34-9a7b.metadata.json","catalog":"refreshed",
                 "lastRun":{"at":"2026-12-01T10:00:00Z","rows":1200,"copyMs":60,"refreshMs":416,
                            "succeeded":true},
                 "runs":1,"rows":1200,"failures":0,"circuit":"closed",
                 "verification":{"at":"2026-12-01T10:00:00Z","through":"2026-12-01T09:59:00Z",
                                 "differ":2,"pending":5,"notCompared":"Column x.\\\\u202e"},
                 "files":{"at":"2026-12-01T10:00:00Z","dataFiles":30,"smallFiles":10},
                 "guarantee":"%s"}
                """
                    .formatted(PageSamples.GUARANTEE)));
  }

  @Test
  void namesFromTheDatabaseCannotChangeTheDirectionOfText() throws Exception {
    SyncTable hostile = SyncTable.of("\"a\u202eb\"", "iceberg_a");
    SyncRecorder recorder = new SyncRecorder(List.of(hostile), clock);
    TableHealth health = PageSamples.health(hostile, Status.FAILING, "line\nline\u2028line");

    JsonNode table =
        JSON.readTree(PageJson.text(PageJson.fields(recorder.sample(List.of(health)))))
            .get("tables")
            .get(0);

    assertThat(table.get("table").asText()).contains("a\\u202eb");
    assertThat(table.get("reason").asText()).isEqualTo("line line\\u2028line");
  }

  @Test
  void noTextEndsTheScriptElementOfAReport() throws Exception {
    String hostile = "</script><script>alert(1)</script><!--";
    String json = PageJson.text(List.of(hostile));

    String inside = PageJson.insideScript(json);

    assertThat(inside).doesNotContain("<");
    assertThat(JSON.readTree(inside).get(0).asText()).isEqualTo(hostile);
  }
}
