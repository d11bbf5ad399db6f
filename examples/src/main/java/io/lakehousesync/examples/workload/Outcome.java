package io.lakehousesync.examples.workload;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What became of a thread of a run. */
public final class Outcome {
  private Outcome() {}

  /** Waits for its result, or throws what it threw. */
  public static <T> T of(Future<T> thread) throws Exception {
    try {
      return thread.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
