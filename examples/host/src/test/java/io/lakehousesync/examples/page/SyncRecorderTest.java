package io.lakehousesync.examples.page;

import static io.lakehousesync.examples.page.PageSamples.START;
import static io.lakehousesync.examples.page.PageSamples.fail;
import static io.lakehousesync.examples.page.PageSamples.health;
import static io.lakehousesync.examples.page.PageSamples.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.RunStep;
import io.lakehousesync.TableHealth;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.TableReport;
import io.lakehousesync.examples.page.PageSamples.TestClock;
import io.lakehousesync.examples.page.TableView.Totals;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.SyncTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SyncRecorderTest {
  private final TestClock clock = new TestClock();
  private final List<SyncTable> tables = PageSamples.tables(3);
  private final SyncTable orders = tables.get(0);
  private final SyncRecorder recorder = new SyncRecorder(tables, clock);

  @Test
  void showsTheStepThatIsRunningWithTheRowsSoFar() {
    recorder.started(orders);
    recorder.stepBegan(orders, RunStep.COPY);
    recorder.copied(orders, CopyResult.more(40), Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(1));
    recorder.stepBegan(orders, RunStep.COPY);

    TableView view = view(orders);
    assertThat(view.steps())
        .isEqualTo(
            Map.of(
                RunStep.COPY, StepState.RUNNING,
                RunStep.LOCATE, StepState.IDLE,
                RunStep.REFRESH, StepState.IDLE));
    assertThat(view.stepSince()).contains(START.plusSeconds(1));
    assertThat(view.rowsOfRun()).isEqualTo(40);
  }

  @Test
  void theFiguresOfARunAreShownUntilTheNextRunHasAStep() {
    run(recorder, orders, 10, 1);
    recorder.started(orders);
    assertThat(view(orders).runOfSteps()).map(RunView::rows).contains(10L);

    recorder.stepBegan(orders, RunStep.COPY);
    assertThat(view(orders).runOfSteps()).isEmpty();
  }

  @Test
  void aRunWithoutStepsLeavesThePipelineOfTheRunBefore() {
    run(recorder, orders, 10, 1);
    recorder.started(orders);
    recorder.ended(TableReport.builder(orders).build());

    assertThat(view(orders).steps())
        .containsOnly(
            Map.entry(RunStep.COPY, StepState.DONE),
            Map.entry(RunStep.LOCATE, StepState.DONE),
            Map.entry(RunStep.REFRESH, StepState.DONE));
    assertThat(view(orders).totals()).isEqualTo(new Totals(2, 10, 0));
    assertThat(recorder.history(0).orElseThrow().runs()).hasSize(1);
  }

  @Test
  void aFailedCopyIsFailedAlthoughTheRunContinues() {
    recorder.started(orders);
    recorder.stepBegan(orders, RunStep.COPY);
    recorder.stepBegan(orders, RunStep.LOCATE);

    assertThat(view(orders).steps())
        .containsEntry(RunStep.COPY, StepState.FAILED)
        .containsEntry(RunStep.LOCATE, StepState.RUNNING);
  }

  @Test
  void aFailedCheckForChangesIsAFailedCopy() {
    run(recorder, orders, 10, 1);
    recorder.started(orders);
    recorder.ended(
        TableReport.builder(orders)
            .failure(new NotAppliedException(Retry.OUTAGE, "refused", null))
            .build());

    assertThat(view(orders).steps())
        .containsEntry(RunStep.COPY, StepState.FAILED)
        .containsEntry(RunStep.REFRESH, StepState.IDLE);
  }

  @Test
  void theLastErrorStaysAfterARunThatSucceeded() {
    fail(recorder, orders, "no such column\u001b[31m");
    clock.advance(Duration.ofSeconds(1));
    run(recorder, orders, 10, 1);

    TableView view = view(orders);
    assertThat(view.lastError())
        .contains(new TableView.Failure(START, "no such column\\u001b[31m"));
    assertThat(view.totals()).isEqualTo(new Totals(2, 10, 1));
    assertThat(view.lastRun().orElseThrow().succeeded()).isTrue();
  }

  @Test
  void tablesThatNeedAttentionComeFirst() {
    List<TableHealth> health =
        List.of(
            health(tables.get(0), Status.FRESH, ""),
            health(tables.get(1), Status.STALE, "old").withFreshnessLag(Duration.ofMinutes(1)),
            health(tables.get(2), Status.STALE, "older").withFreshnessLag(Duration.ofMinutes(2)));

    assertThat(recorder.sample(health).tables()).extracting(TableView::id).containsExactly(2, 1, 0);
  }

  @Test
  void freshTablesKeepTheirPlaces() {
    List<TableHealth> health =
        List.of(
            health(tables.get(0), Status.FRESH, "").withFreshnessLag(Duration.ofSeconds(1)),
            health(tables.get(1), Status.FRESH, "").withFreshnessLag(Duration.ofSeconds(9)),
            health(tables.get(2), Status.FRESH, "").withFreshnessLag(Duration.ofSeconds(5)));

    // By name: customers, order_items, orders.
    assertThat(recorder.sample(health).tables()).extracting(TableView::id).containsExactly(2, 1, 0);
  }

  @Test
  void theTimeOfCompletenessDoesNotMoveWithTheClockReadings() {
    recorder.sample(List.of(lag(2000)));
    clock.advance(Duration.ofSeconds(1));

    assertThat(view(lag(3004)).completeThrough()).contains(START.minusSeconds(2));
    assertThat(view(lag(1000)).completeThrough()).contains(START);
  }

  @Test
  void historiesAreBounded() {
    for (int i = 0; i < 1000; i++) {
      run(recorder, orders, 1, i);
      recorder.maintained(PageSamples.maintenance(orders, i, clock.instant()));
    }

    TableHistory history = recorder.history(0).orElseThrow();
    assertThat(history.runs()).hasSize(120);
    assertThat(history.files())
        .hasSize(120)
        .last()
        .extracting(FilesView::dataFiles)
        .isEqualTo(999L);
  }

  @Test
  void aTableThatIsAddedLaterIsShownToo() {
    SyncTable added = SyncTable.of("returns", "iceberg_returns");
    recorder.added(added);
    run(recorder, added, 10, 1);

    TableView view = recorder.sample(List.of(health(added, Status.FRESH, ""))).tables().get(0);
    assertThat(view.id()).isEqualTo(3);
    assertThat(view.totals().rows()).isEqualTo(10);
    assertThat(recorder.history(3)).isPresent();
  }

  @Test
  void anUnknownNumberHasNoHistory() {
    assertThat(recorder.history(-1)).isEmpty();
    assertThat(recorder.history(3)).isEmpty();
    assertThat(recorder.history(2)).isPresent();
  }

  private TableHealth lag(int millis) {
    return health(orders, Status.FRESH, "").withFreshnessLag(Duration.ofMillis(millis));
  }

  private TableView view(SyncTable table) {
    return view(health(table, Status.FRESH, ""));
  }

  private TableView view(TableHealth health) {
    return recorder.sample(List.of(health)).tables().get(0);
  }
}
