package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.TableHealth;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.table.SyncTable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableOutcomeTest {
  private static final TableOutcome FRESH = outcome("a", Status.FRESH);
  private static final TableOutcome STALE = outcome("b", Status.STALE);
  private static final TableOutcome FAILING = outcome("c", Status.FAILING);
  private static final TableOutcome ELSEWHERE =
      new TableOutcome(outcome("d", Status.BLOCKED).health(), Optional.of("pid 7"));

  @Test
  void theWorstTableIsNamedAndTheOthersAreCounted() {
    assertThat(TableOutcome.word(List.of(FRESH, STALE, FAILING))).isEqualTo("failing");
    assertThat(TableOutcome.reason(List.of(FRESH, FAILING))).hasValue("public.c: it is failing");
    assertThat(TableOutcome.reason(List.of(FRESH, STALE, FAILING)))
        .hasValue("public.c: it is failing (and 1 more table)");
    assertThat(TableOutcome.reason(List.of(ELSEWHERE, STALE, FAILING)))
        .hasValue("public.c: it is failing (and 2 more tables)");
  }

  @Test
  void aTableThatAnotherHostCopiesIsBetterThanAnyOtherThatIsNotFresh() {
    assertThat(ELSEWHERE.isGood()).isTrue();
    assertThat(TableOutcome.word(List.of(FRESH, ELSEWHERE))).isEqualTo("copied-elsewhere");
    assertThat(TableOutcome.word(List.of(ELSEWHERE, STALE))).isEqualTo("stale");
    assertThat(outcome("d", Status.BLOCKED).isGood()).isFalse();
  }

  private static TableOutcome outcome(String name, Status status) {
    return new TableOutcome(
        TableHealth.of(
            SyncTable.of(name, "iceberg_" + name), status, "it is " + JsonFields.word(status)),
        Optional.empty());
  }
}
