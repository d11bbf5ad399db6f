package io.lakehousesync.testkit.pglake;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs each task at once, in the thread that submits it. Iceberg waits for tasks of its own pool in
 * steps of 10 ms, which is longer than our small commits take.
 */
final class CallerRuns extends AbstractExecutorService {
  static final ExecutorService INSTANCE = new CallerRuns();

  private CallerRuns() {}

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public void shutdown() {
    throw new UnsupportedOperationException("it has no threads to stop");
  }

  @Override
  public List<Runnable> shutdownNow() {
    throw new UnsupportedOperationException("it has no threads to stop");
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }
}
