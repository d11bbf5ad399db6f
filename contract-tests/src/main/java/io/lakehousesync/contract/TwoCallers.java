package io.lakehousesync.contract;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two calls that begin at the same time, on two threads. */
final class TwoCallers {
  private static final int SECONDS_TO_END = 120;

  private TwoCallers() {}

  /** A call. Its result is not used. */
  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }

  /** Returns what the calls have thrown. */
  static List<Throwable> run(Call first, Call second) throws Exception {
    CyclicBarrier begin = new CyclicBarrier(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> calls = new ArrayList<>();
      for (Call call : List.of(first, second)) {
        calls.add(
            threads.submit(
                () -> {
                  begin.await(SECONDS_TO_END, SECONDS);
                  call.run();
                  return null;
                }));
      }
      List<Throwable> failures = new ArrayList<>();
      for (Future<?> call : calls) {
        try {
          call.get(SECONDS_TO_END, SECONDS);
        } catch (ExecutionException e) {
          failures.add(e.getCause() == null ? e : e.getCause());
        }
      }
      return failures;
    } finally {
      threads.shutdownNow();
    }
  }
}
