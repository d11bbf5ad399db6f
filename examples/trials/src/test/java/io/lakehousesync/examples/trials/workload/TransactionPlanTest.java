package io.lakehousesync.examples.trials.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.trials.workload.TransactionPlan.End;
import io.lakehousesync.examples.trials.workload.TransactionPlan.Step;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TransactionPlanTest {
  @Test
  void theSameSeedGivesTheSamePlans() {
    assertThat(plans(7)).isEqualTo(plans(7)).isNotEqualTo(plans(8));
  }

  @Test
  void aThousandPlansHaveEveryKindOfStep() {
    List<TransactionPlan> plans = plans(1);
    List<Step> steps = plans.stream().flatMap(plan -> plan.steps().stream()).toList();

    assertThat(steps)
        .hasAtLeastOneElementOfType(Step.Insert.class)
        .hasAtLeastOneElementOfType(Step.InsertFromMemory.class)
        .hasAtLeastOneElementOfType(Step.Update.class)
        .hasAtLeastOneElementOfType(Step.Delete.class)
        .hasAtLeastOneElementOfType(Step.Think.class);
    assertThat(
            steps.stream().filter(Step.Savepoint.class::isInstance).map(Step.Savepoint.class::cast))
        .extracting(Step.Savepoint::end)
        .contains(End.COMMIT, End.ROLLBACK);
    assertThat(plans).extracting(TransactionPlan::end).contains(End.COMMIT, End.ROLLBACK);
    assertThat(plans)
        .extracting(TransactionPlan::think)
        .contains(Duration.ZERO)
        .allMatch(think -> think.compareTo(Duration.ofMillis(500)) <= 0)
        .anyMatch(think -> think.compareTo(Duration.ofMillis(300)) > 0);
  }

  private static List<TransactionPlan> plans(long seed) {
    Random random = new Random(seed);
    return Stream.generate(() -> TransactionPlan.next(random)).limit(1000).toList();
  }
}
