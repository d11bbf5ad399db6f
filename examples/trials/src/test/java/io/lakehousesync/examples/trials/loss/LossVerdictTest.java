package io.lakehousesync.examples.trials.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.trials.workload.RowComparison;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.TableProfile.Expectation;
import io.lakehousesync.table.WriteMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LossVerdictTest {
  private static final Duration SHORT = Duration.ofSeconds(9);
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration VERY_LONG = Duration.ofMinutes(2);
  private static final RowComparison CLEAN = new RowComparison(100, 0, 0, 0, 0);
  private static final RowComparison LOSING = new RowComparison(100, 3, 0, 0, 0);

  @Test
  void isGoodIfOnlyNaiveKindsLose() {
    assertThat(
            LossVerdict.of(
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
            result("marker", Expectation.KEEPS, new RowComparison(100, 0, 0, 1, 0)));

    assertThatThrownBy(() -> LossVerdict.of(results, SHORT))
        .isInstanceOf(UserException.class)
        .hasMessage("xid, marker broke the guarantee: see the counts that are not 0.");
  }

  @Test
  void aLossOutsideTheConditionsOfTheGuaranteeIsNoBreach() {
    assertThat(
            LossVerdict.of(
                List.of(
                    result("ordered-cached", Expectation.LOSES, LOSING),
                    result("naive-id", Expectation.NAIVE, LOSING)),
                LONG))
        .startsWith("No kind of the library broke its guarantee");
  }

  @Test
  void aLongRunWithoutAnyLossProvesNothing() {
    List<LossResult> results =
        List.of(
            result("xid", Expectation.KEEPS, CLEAN),
            result("naive-id", Expectation.NAIVE, CLEAN),
            result("article-cte", Expectation.NAIVE, CLEAN));

    assertThatThrownBy(() -> LossVerdict.of(results, LONG))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "This run proves nothing: naive-id, article-cte should have lost rows and did not. Run"
                + " it for longer, or with more writers.");
    assertThat(LossVerdict.of(results, SHORT)).endsWith("so this proves little.");
  }

  @Test
  void aWrongVariantMustFailOrBeStoppedInALongRun() {
    LossResult stopped =
        new LossResult(
            profile("without-enable-always", Expectation.WRONG_VARIANT),
            CLEAN,
            Optional.empty(),
            true);
    List<LossResult> results =
        List.of(
            result("xid-plain", Expectation.KEEPS, CLEAN),
            result("without-tombstones", Expectation.WRONG_VARIANT, LOSING),
            stopped);

    assertThat(LossVerdict.of(results, VERY_LONG))
        .isEqualTo(
            "No kind of the library broke its guarantee, under an attack that made 2 wrong variants"
                + " fail.");
    assertThat(stopped.line()).endsWith(" lag_ms=- stopped");

    List<LossResult> notMissed =
        List.of(result("without-leaf-list", Expectation.WRONG_VARIANT, CLEAN));
    assertThatThrownBy(() -> LossVerdict.of(notMissed, VERY_LONG))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "This run proves nothing: without-leaf-list should have failed or been stopped and did"
                + " not. Run it for longer, or with more writers.");
  }

  @Test
  void withoutANaiveKindItDoesNotClaimMuch() {
    assertThat(LossVerdict.of(List.of(result("xid", Expectation.KEEPS, CLEAN)), LONG))
        .isEqualTo(
            "No kind of the library broke its guarantee. No naive kind was run with them, so this"
                + " does not show that the load was hard enough.");
  }

  @Test
  void theLineHasItsKeysInOrder() {
    TableProfile profile =
        new TableProfile("losstest", "xid", Expectation.KEEPS, WriteMode.UPSERT, 1, Set.of());

    assertThat(
            new LossResult(
                    profile, new RowComparison(9, 1, 2, 3, 4), Optional.of(Duration.ofMillis(250)))
                .line())
        .isEqualTo("LOSS tracking=xid rows=9 lost=1 doubled=2 stale=3 ghosts=4 lag_ms=250");
    assertThat(new LossResult(profile, CLEAN, Optional.empty()).line()).endsWith(" lag_ms=-");
  }

  private static LossResult result(String name, Expectation expectation, RowComparison score) {
    return new LossResult(profile(name, expectation), score, Optional.empty());
  }

  private static TableProfile profile(String name, Expectation expectation) {
    return new TableProfile("losstest", name, expectation, WriteMode.APPEND, 1, Set.of());
  }
}
