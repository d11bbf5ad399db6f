package io.lakehousesync.examples.trials.workload;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Results of the threads of a run. */
public final class Futures {
  private Futures() {}

  /** Waits for the result of a thread, or throws its exception. */
  public static <T> T of(Future<T> thread) throws Exception {
    try {
      return thread.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
