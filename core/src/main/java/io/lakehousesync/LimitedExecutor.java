package io.lakehousesync;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a limited number of tasks at a time on threads of which there may be more. First come, first
 * served: a task that goes to the end of the queue after each batch is fair to others. What a task
 * throws is logged, and costs no turn of others.
 */
final class LimitedExecutor implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(LakehouseSync.class);

  private final Executor threads;
  private final int limit;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int workers;

  LimitedExecutor(Executor threads, int limit) {
    this.threads = threads;
    this.limit = limit;
  }

  /**
   * Runs the task when its turn comes.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the threads refuse it; it was not
   *     run, and never will be
   */
  @Override
  public void execute(Runnable task) {
    synchronized (waiting) {
      waiting.add(task);
      if (workers == limit) {
        return;
      }
      workers++;
    }
    try {
      threads.execute(this::work);
    } catch (RuntimeException | Error e) {
      boolean taken;
      synchronized (waiting) {
        workers--;
        taken = !waiting.remove(task);
      }
      if (!taken) {
        throw e;
      }
    }
  }

  private void work() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (Throwable e) {
        LOG.error("A task broke off. Others go on.", e);
      }
    }
  }

  /** The worker has left when there is none, so that whoever adds a task starts another one. */
  private @Nullable Runnable next() {
    synchronized (waiting) {
      Runnable task = waiting.poll();
      if (task == null) {
        workers--;
      }
      return task;
    }
  }
}
