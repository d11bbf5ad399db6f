package io.lakehousesync.examples.trials.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.trials.workload.RowComparison;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.TableProfile.Expectation;
import io.lakehousesync.table.WriteMode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KillVerdictTest {
  private static final RowComparison CLEAN = new RowComparison(100, 0, 0, 0, 0);
  private static final RowComparison DOUBLED = new RowComparison(100, 0, 3, 0, 0);
  private static final KillResult GOOD = result("xid", Expectation.KEEPS, CLEAN, ServedState.LAST);
  private static final KillResult WRONG =
      result("two-transactions", Expectation.NAIVE, DOUBLED, ServedState.LAST);

  @Test
  void isGoodIfOnlyWrongKindsBreak() {
    assertThat(KillVerdict.of(List.of(GOOD, WRONG), new KillCounts()))
        .isEqualTo(
            "No kind of the library broke its guarantee, under kills that broke two-transactions.");
  }

  @Test
  void namesTheKindsThatBrokeTheirGuarantee() {
    assertFails(
        "xid, queue, marker broke the guarantee: see the counts that are not 0, and served.",
        result("xid", Expectation.KEEPS, DOUBLED, ServedState.LAST),
        result("queue", Expectation.KEEPS, CLEAN, ServedState.ANOTHER),
        result("marker", Expectation.KEEPS, CLEAN, ServedState.OTHER_ROWS),
        result("compare", Expectation.KEEPS, CLEAN, ServedState.LAST),
        WRONG);
  }

  @Test
  void aRunThatSparesAWrongKindProvesNothing() {
    assertFails(
        "This run proves nothing: checkpoint-first should have lost or doubled rows and did not.",
        GOOD,
        WRONG,
        result("checkpoint-first", Expectation.NAIVE, CLEAN, ServedState.LAST));
  }

  @Test
  void aLongRunThatMissesAStepProvesLittle() {
    KillCounts kills = new KillCounts();
    KillPoint anywhere = new KillPoint(Step.COPY_BEGUN, "xid", 1, 1, Duration.ZERO);
    for (int i = 0; i < KillPlan.roundOf(2); i++) {
      kills.add(anywhere, new Announcement(i % 2 == 0 ? Step.COPY_BEGUN : Step.LOCATED, "xid"));
    }

    assertThatThrownBy(() -> KillVerdict.of(List.of(GOOD, WRONG), kills))
        .hasMessage(
            "This run proves little: no kill hit these steps: [statement, before commit, committed,"
                + " before refresh, catalog statement, refreshed, run ended].");
  }

  @Test
  void theLineHasItsKeysInOrder() {
    assertThat(
            new KillResult(
                    GOOD.profile(), 200, new RowComparison(9, 1, 2, 3, 4), ServedState.OTHER_ROWS)
                .line())
        .isEqualTo(
            "KILL tracking=xid kills=200 rows=9 lost=1 doubled=2 stale=3 ghosts=4 served=other-rows");
  }

  private static void assertFails(String message, KillResult... results) {
    assertThatThrownBy(() -> KillVerdict.of(List.of(results), new KillCounts()))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  private static KillResult result(
      String name, Expectation expectation, RowComparison score, ServedState served) {
    TableProfile profile =
        new TableProfile("killtest", name, expectation, WriteMode.APPEND, 1, Set.of());
    return new KillResult(profile, 10, score, served);
  }
}
