package io.lakehousesync.testkit.pglake.internal.engine;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs each task immediately, in the thread that submits it. If Iceberg used its own pool, it would
 * wait for the pool in steps of 10 ms. Such a wait is longer than a small commit of a test takes.
 */
final class CallerRunsExecutor extends AbstractExecutorService {
  static final ExecutorService INSTANCE = new CallerRunsExecutor();

  private CallerRunsExecutor() {}

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public void shutdown() {
    throw new UnsupportedOperationException("this executor has no threads");
  }

  @Override
  public List<Runnable> shutdownNow() {
    throw new UnsupportedOperationException("this executor has no threads");
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
