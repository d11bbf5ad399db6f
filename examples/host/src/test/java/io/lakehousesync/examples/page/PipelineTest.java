package io.lakehousesync.examples.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.RunStep;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineTest {
  private final Pipeline pipeline = new Pipeline();

  @Test
  void theStepThatRunsWhenTheRunFailsHasFailed() {
    pipeline.started();
    pipeline.began(RunStep.COPY, Instant.EPOCH);
    pipeline.succeeded();
    pipeline.began(RunStep.LOCATE, Instant.EPOCH);
    pipeline.ended(false);

    assertThat(pipeline.states())
        .containsAllEntriesOf(
            Map.of(RunStep.COPY, StepState.DONE, RunStep.LOCATE, StepState.FAILED));
  }

  /** The run of a failed copy goes on, and brings earlier rows to the catalog. */
  @Test
  void onlyTheCopyHasFailedIfTheRunGoesOn() {
    pipeline.started();
    pipeline.began(RunStep.COPY, Instant.EPOCH);
    pipeline.began(RunStep.LOCATE, Instant.EPOCH);
    pipeline.ended(false);

    assertThat(pipeline.states())
        .containsAllEntriesOf(
            Map.of(RunStep.COPY, StepState.FAILED, RunStep.LOCATE, StepState.DONE));
  }
}
