package io.lakehousesync.examples.page;

import io.lakehousesync.RunStep;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a table's run, as its events show them. A run without steps does not change them,
 * because most runs find nothing to do. Not thread-safe.
 */
final class Pipeline {
  private final Map<RunStep, StepState> states = new EnumMap<>(RunStep.class);
  private @Nullable RunStep running;
  private @Nullable Instant since;
  private boolean begun;

  /** A run begins. */
  void started() {
    begun = false;
  }

  /** A step begins. An earlier step that has not reported its end has failed. */
  void began(RunStep step, Instant now) {
    if (!begun) {
      states.clear();
      begun = true;
    }
    if (running == RunStep.COPY && step != RunStep.COPY) {
      end(StepState.FAILED);
    } else {
      end(StepState.DONE);
    }
    states.put(step, StepState.RUNNING);
    running = step;
    since = now;
  }

  /** Returns whether the last run has begun a step. */
  boolean hasBegun() {
    return begun;
  }

  /** The step that is running has succeeded. */
  void succeeded() {
    end(StepState.DONE);
  }

  /**
   * The run has ended. If it failed without a step, its check for changes failed. After a failed
   * copy, the later steps bring the rows of earlier copies to the catalog, and the run has failed
   * all the same.
   */
  void ended(boolean succeeded) {
    boolean explained = states.containsValue(StepState.FAILED);
    end(succeeded || explained ? StepState.DONE : StepState.FAILED);
    if (!succeeded && !begun) {
      states.clear();
      states.put(RunStep.COPY, StepState.FAILED);
    }
  }

  private void end(StepState state) {
    if (running != null) {
      states.put(running, state);
      running = null;
      since = null;
    }
  }

  /** Returns a copy of the states; a step without a state is idle. */
  Map<RunStep, StepState> states() {
    Map<RunStep, StepState> all = new EnumMap<>(RunStep.class);
    for (RunStep step : RunStep.values()) {
      all.put(step, states.getOrDefault(step, StepState.IDLE));
    }
    return all;
  }

  /** Returns when the step began that is running; empty if no step is running. */
  Optional<Instant> since() {
    return Optional.ofNullable(since);
  }
}
