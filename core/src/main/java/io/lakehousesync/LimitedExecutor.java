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
 * Runs a limited number of tasks at a time on threads of which there may be more. First come, first
 * served: a task that goes to the end of the queue after each batch is fair to others. What a task
 * throws is logged, and costs no turn of others. Thread-safe.
 */
final class LimitedExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(LakehouseSync.class);

  private final Executor threads;
  private final int limit;
  private final Queue<Task> waiting = new ArrayDeque<>();

  /** Threads that were asked for, whether they run yet or not. */
  private int workers;

  /** Those of them that run, and do not end while tasks wait. */
  private int running;

  private record Task(Runnable work, Consumer<Throwable> refused) {}

  LimitedExecutor(Executor threads, int limit) {
    this.threads = threads;
    this.limit = limit;
  }

  /**
   * Runs the work when its turn comes.
   *
   * @param refused is told instead, and why, if the threads take no more and none runs that could
   *     take it; the work is never run then
   */
  void execute(Runnable work, Consumer<Throwable> refused) {
    synchronized (waiting) {
      waiting.add(new Task(work, refused));
      if (workers == limit && !isGone()) {
        return;
      }
      workers++;
    }
    try {
      threads.execute(this::work);
    } catch (RuntimeException | Error e) {
      withoutWorker().forEach(task -> tell(task.refused(), e));
    }
  }

  /** Whether workers that were accepted never start, as after {@code shutdownNow}. */
  private boolean isGone() {
    return running == 0 && threads instanceof ExecutorService service && service.isShutdown();
  }

  private static void tell(Consumer<Throwable> refused, Throwable why) {
    try {
      refused.accept(why);
    } catch (RuntimeException | Error e) {
      LOG.error("A task that was refused broke off. Others are told, too.", e);
    }
  }

  /** What nobody is sure to run; others may have relied on the worker that was refused. */
  private List<Task> withoutWorker() {
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
        LOG.error("A task broke off. Others go on.", e);
      }
    }
  }

  /** The worker has left when there is none, so that whoever adds a task starts another one. */
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
