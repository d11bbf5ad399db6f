package io.lakehousesync;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a limited number of tasks at a time on an executor that may have more threads. Tasks run in
 * the order in which they were added. When a batch has ended, the run adds the task for its next
 * batch. Therefore the tasks of other tables get their turn between two batches. An exception of a
 * task is logged, and the other tasks still run. Thread-safe.
 */
final class LimitedExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(LakehouseSync.class);

  private final Executor threads;
  private final int limit;
  private final Queue<Task> waiting = new ArrayDeque<>();

  /**
   * The workers that were submitted to the executor and have not ended. Some of these workers have
   * perhaps not started yet.
   */
  private int workers;

  /** The workers that have started. They do not end while tasks wait. */
  private int running;

  private record Task(Runnable work, Consumer<Throwable> refused) {}

  LimitedExecutor(Executor threads, int limit) {
    this.threads = threads;
    this.limit = limit;
  }

  /**
   * Runs the work as soon as all earlier tasks have started and fewer tasks than the limit are
   * running.
   *
   * @param refused receives the cause if the executor rejects a worker and no other worker is
   *     running. Then the work is not run
   */
  void execute(Runnable work, Consumer<Throwable> refused) {
    synchronized (waiting) {
      waiting.add(new Task(work, refused));
      if (workers == limit && !isShutDown()) {
        return;
      }
      workers++;
    }
    try {
      threads.execute(this::work);
    } catch (RuntimeException | Error e) {
      takeTasksWithoutWorker().forEach(task -> refuse(task.refused(), e));
    }
  }

  /**
   * Returns whether the executor is shut down and no worker is running. Then it is possible that
   * submitted workers never start, for example after {@code shutdownNow}.
   */
  private boolean isShutDown() {
    return running == 0 && threads instanceof ExecutorService service && service.isShutdown();
  }

  private static void refuse(Consumer<Throwable> refused, Throwable cause) {
    try {
      refused.accept(cause);
    } catch (RuntimeException | Error e) {
      LOG.error("A task failed while it was refused. The other tasks are refused too.", e);
    }
  }

  /**
   * If no worker is running, removes and returns all waiting tasks. These are the task whose worker
   * the executor rejected, and tasks that other threads added meanwhile.
   */
  private List<Task> takeTasksWithoutWorker() {
    synchronized (waiting) {
      workers--;
      if (running > 0) {
        return List.of();
      }
      List<Task> left = List.copyOf(waiting);
      waiting.clear();
      return left;
    }
  }

  private void work() {
    synchronized (waiting) {
      running++;
    }
    for (Task task = next(); task != null; task = next()) {
      try {
        task.work().run();
      } catch (Throwable e) {
        LOG.error("A task failed unexpectedly. The other tasks continue.", e);
      }
    }
  }

  /**
   * Returns the next task. If no task is waiting, returns null and counts this worker as ended.
   * Then the next task that is added starts a new worker.
   */
  private @Nullable Task next() {
    synchronized (waiting) {
      Task task = waiting.poll();
      if (task == null) {
        workers--;
        running--;
      }
      return task;
    }
  }
}
