package io.lakehousesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitedExecutorTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Throwable> refused = new CopyOnWriteArrayList<>();

  @AfterEach
  void shutDown() {
    threads.shutdownNow();
  }

  @Test
  void runsAllTasksAndNeverMoreThanItsLimitAtATime() throws InterruptedException {
    LimitedExecutor executor = new LimitedExecutor(threads, 3);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(10_000);

    for (int i = 0; i < 10_000; i++) {
      executor.execute(
          () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            running.decrementAndGet();
            done.countDown();
          },
          refused::add);
    }

    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void aTaskThatThrowsDoesNotStopOthers() throws InterruptedException {
    LimitedExecutor executor = new LimitedExecutor(threads, 1);
    CountDownLatch done = new CountDownLatch(1);

    for (int i = 0; i < 3; i++) {
      executor.execute(
          () -> {
            throw new NoClassDefFoundError("broken");
          },
          refused::add);
    }
    executor.execute(done::countDown, refused::add);

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void runsTasksInTheOrderInWhichTheyWereAdded() {
    List<Runnable> thread = new ArrayList<>();
    LimitedExecutor executor = new LimitedExecutor(thread::add, 1);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      executor.execute(() -> order.add(number), refused::add);
    }

    assertThat(thread).hasSize(1);
    thread.get(0).run();

    assertThat(order).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aRejectedTaskIsNotRunLater() {
    List<String> ran = new ArrayList<>();
    List<Runnable> accepted = new ArrayList<>();
    AtomicBoolean full = new AtomicBoolean(true);
    LimitedExecutor executor =
        new LimitedExecutor(
            task -> {
              if (full.get()) {
                throw new RejectedExecutionException("full");
              }
              accepted.add(task);
            },
            1);

    executor.execute(() -> ran.add("refused"), refused::add);
    full.set(false);
    executor.execute(() -> ran.add("accepted"), refused::add);
    accepted.forEach(Runnable::run);

    assertThat(refused).extracting(Throwable::getMessage).containsExactly("full");
    assertThat(ran).containsExactly("accepted");
  }

  @Test
  void aTaskThatReliedOnTheRejectedWorkerOfAnotherIsRejectedToo() {
    List<LimitedExecutor> executors = new ArrayList<>();
    executors.add(
        new LimitedExecutor(
            task -> {
              // Is added while the only worker is being submitted.
              executors.get(0).execute(() -> fail("was run"), refused::add);
              throw new RejectedExecutionException("full");
            },
            1));

    executors.get(0).execute(() -> fail("was run"), refused::add);

    assertThat(refused).extracting(Throwable::getMessage).containsExactly("full", "full");
  }

  @Test
  void aTaskWhoseWorkerIsRejectedIsRunByAnotherWorker() {
    List<String> ran = new ArrayList<>();
    List<Runnable> accepted = new ArrayList<>();
    LimitedExecutor executor =
        new LimitedExecutor(
            task -> {
              if (!accepted.isEmpty()) {
                throw new RejectedExecutionException("full");
              }
              accepted.add(task);
            },
            2);

    executor.execute(
        () -> {
          ran.add("first");
          executor.execute(() -> ran.add("second"), refused::add);
        },
        refused::add);
    accepted.get(0).run();

    assertThat(ran).containsExactly("first", "second");
    assertThat(refused).isEmpty();
  }

  @Test
  void tasksAreRejectedIfTheExecutorWasShutDown() {
    ExecutorService one = Executors.newSingleThreadExecutor();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    one.execute(
        () -> {
          begun.countDown();
          awaitUninterrupted(end);
        });
    LimitedExecutor executor = new LimitedExecutor(one, 1);
    executor.execute(() -> fail("was run"), refused::add);
    awaitUninterrupted(begun);

    assertThat(one.shutdownNow()).hasSize(1);
    executor.execute(() -> fail("was run"), refused::add);
    end.countDown();

    assertThat(refused).hasSize(2).allMatch(RejectedExecutionException.class::isInstance);
  }

  @Test
  void aRejectionHandlerThatThrowsDoesNotAffectOtherTasks() {
    List<LimitedExecutor> executors = new ArrayList<>();
    executors.add(
        new LimitedExecutor(
            task -> {
              executors.get(0).execute(() -> fail("was run"), refused::add);
              throw new RejectedExecutionException("full");
            },
            1));

    executors
        .get(0)
        .execute(
            () -> fail("was run"),
            why -> {
              throw new IllegalStateException("broken");
            });

    assertThat(refused).extracting(Throwable::getMessage).containsExactly("full");
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    while (true) {
      try {
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        return;
      } catch (InterruptedException e) {
        // By the shutdown. The test itself ends the task.
      }
    }
  }
}
