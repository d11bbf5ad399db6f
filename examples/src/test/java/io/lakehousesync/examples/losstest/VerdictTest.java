package io.lakehousesync.examples.losstest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.WriteMode;
import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.workload.Profile;
import io.lakehousesync.examples.workload.Profile.Expectation;
import io.lakehousesync.examples.workload.Score;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Duration SHORT = Duration.ofSeconds(9);
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Score CLEAN = new Score(100, 0, 0, 0, 0);
  private static final Score LOSING = new Score(100, 3, 0, 0, 0);

  @Test
  void isGoodWhereOnlyNaiveKindsLose() {
    assertThat(
            Verdict.of(
                List.of(
                    result("xid", Expectation.KEEPS, CLEAN),
                    result("naive-id", Expectation.NAIVE, LOSING),
                    result("naive-created", Expectation.NAIVE, CLEAN)),
                LONG))
        .isEqualTo(
            "No kind of the library broke its guarantee, under a load that made naive-id lose rows.");
  }

  @Test
  void namesTheKindsThatBrokeTheirGuarantee() {
    List<LossResult> results =
        List.of(
            result("xid", Expectation.KEEPS, LOSING),
            result("queue", Expectation.KEEPS, CLEAN),
            result("marker", Expectation.KEEPS, new Score(100, 0, 0, 1, 0)));

    assertThatThrownBy(() -> Verdict.of(results, SHORT))
        .isInstanceOf(UserException.class)
        .hasMessage("xid, marker broke the guarantee: see the counts that are not 0.");
  }

  @Test
  void aLossOutsideTheConditionsOfTheGuaranteeIsNoBreach() {
    assertThat(
            Verdict.of(
                List.of(
                    result("ordered-cached", Expectation.LOSES, LOSING),
                    result("naive-id", Expectation.NAIVE, LOSING)),
                LONG))
        .startsWith("No kind of the library broke its guarantee");
  }

  @Test
  void aLongRunInWhichNothingWasLostAtAllIsNoProof() {
    List<LossResult> results =
        List.of(
            result("xid", Expectation.KEEPS, CLEAN),
            result("naive-id", Expectation.NAIVE, CLEAN),
            result("article-cte", Expectation.NAIVE, CLEAN));

    assertThatThrownBy(() -> Verdict.of(results, LONG))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "This run proves nothing: naive-id, article-cte should have lost rows and did not. Run"
                + " it for longer, or with more writers.");
    assertThat(Verdict.of(results, SHORT)).endsWith("so this proves little.");
  }

  @Test
  void withoutANaiveKindItDoesNotClaimMuch() {
    assertThat(Verdict.of(List.of(result("xid", Expectation.KEEPS, CLEAN)), LONG))
        .isEqualTo(
            "No kind of the library broke its guarantee. No naive kind was run with them, so this"
                + " does not show that the load was hard enough.");
  }

  @Test
  void theLineHasItsKeysInOrder() {
    Profile profile =
        new Profile("losstest", "xid", Expectation.KEEPS, WriteMode.UPSERT, 1, Set.of());

    assertThat(
            new LossResult(profile, new Score(9, 1, 2, 3, 4), Optional.of(Duration.ofMillis(250)))
                .line())
        .isEqualTo("LOSS tracking=xid rows=9 lost=1 doubled=2 stale=3 ghosts=4 lag_ms=250");
    assertThat(new LossResult(profile, CLEAN, Optional.empty()).line()).endsWith(" lag_ms=-");
  }

  private static LossResult result(String name, Expectation expectation, Score score) {
    Profile profile = new Profile("losstest", name, expectation, WriteMode.APPEND, 1, Set.of());
    return new LossResult(profile, score, Optional.empty());
  }
}
