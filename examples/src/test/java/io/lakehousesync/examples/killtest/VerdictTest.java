package io.lakehousesync.examples.killtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.WriteMode;
import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.workload.Profile;
import io.lakehousesync.examples.workload.Profile.Expectation;
import io.lakehousesync.examples.workload.Score;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Score CLEAN = new Score(100, 0, 0, 0, 0);
  private static final Score DOUBLED = new Score(100, 0, 3, 0, 0);
  private static final KillResult GOOD = result("xid", Expectation.KEEPS, CLEAN, Served.LAST);
  private static final KillResult WRONG =
      result("two-transactions", Expectation.NAIVE, DOUBLED, Served.LAST);

  @Test
  void isGoodWhereOnlyWrongKindsBreak() {
    assertThat(Verdict.of(List.of(GOOD, WRONG), new Kills()))
        .isEqualTo(
            "No kind of the library broke its guarantee, under kills that broke two-transactions.");
  }

  @Test
  void namesTheKindsThatBrokeTheirGuarantee() {
    assertFails(
        "xid, queue, marker broke the guarantee: see the counts that are not 0, and what is served.",
        result("xid", Expectation.KEEPS, DOUBLED, Served.LAST),
        result("queue", Expectation.KEEPS, CLEAN, Served.ANOTHER),
        result("marker", Expectation.KEEPS, CLEAN, Served.OTHER_ROWS),
        result("compare", Expectation.KEEPS, CLEAN, Served.LAST),
        WRONG);
  }

  @Test
  void aRunThatSparesAWrongKindProvesNothing() {
    assertFails(
        "This run proves nothing: checkpoint-first should have lost or doubled rows and did not.",
        GOOD,
        WRONG,
        result("checkpoint-first", Expectation.NAIVE, CLEAN, Served.LAST));
  }

  @Test
  void aLongRunThatMissesAStepProvesLittle() {
    Kills kills = new Kills();
    KillPoint anywhere = new KillPoint(Step.COPY_BEGUN, "xid", 1, 1, Duration.ZERO);
    for (int i = 0; i < KillPlan.roundOf(2); i++) {
      kills.add(anywhere, new Announcement(i % 2 == 0 ? Step.COPY_BEGUN : Step.LOCATED, "xid"));
    }

    assertThatThrownBy(() -> Verdict.of(List.of(GOOD, WRONG), kills))
        .hasMessage(
            "This run proves little: no kill hit these steps: [statement, before commit, committed,"
                + " before refresh, catalog statement, refreshed, run ended].");
  }

  @Test
  void theLineHasItsKeysInOrder() {
    assertThat(
            new KillResult(GOOD.profile(), 200, new Score(9, 1, 2, 3, 4), Served.OTHER_ROWS).line())
        .isEqualTo(
            "KILL tracking=xid kills=200 rows=9 lost=1 doubled=2 stale=3 ghosts=4 served=other-rows");
  }

  private static void assertFails(String message, KillResult... results) {
    assertThatThrownBy(() -> Verdict.of(List.of(results), new Kills()))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  private static KillResult result(
      String name, Expectation expectation, Score score, Served served) {
    Profile profile = new Profile("killtest", name, expectation, WriteMode.APPEND, 1, Set.of());
    return new KillResult(profile, 10, score, served);
  }
}
