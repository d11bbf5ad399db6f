package io.lakehousesync.examples.host;

import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.UserException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all tables, and does not wait for ever for a server that does not answer: that look goes
 * on on its own thread, and the next one begins when it has ended. Not thread-safe.
 */
final class PatientLooks implements AutoCloseable {
  /** More than the pools wait for a connection, whose errors say more. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private final StatusLook look;
  private final Duration patience;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "status");
            made.setDaemon(true);
            return made;
          });

  /** The look that there was no answer to. What it finds in the end is of the past. */
  private @Nullable Future<List<TableStatus>> hung;

  private volatile Question question = Question.to(StatusLook.POSTGRES);

  /** Who is being asked, and since when: {@link System#nanoTime()}. */
  private record Question(String system, long asked) {
    static Question to(String system) {
      return new Question(system, System.nanoTime());
    }

    long nanosLeft(Duration patience) {
      return asked + patience.toNanos() - System.nanoTime();
    }
  }

  /**
   * Looks.
   *
   * @param patience how long one question may take
   */
  PatientLooks(StatusLook look, Duration patience) {
    this.look = look;
    this.patience = patience;
  }

  /**
   * Looks, after the look that is under way.
   *
   * @throws LakehouseSyncException if PostgreSQL could not be asked
   * @throws UserException if there is no answer; {@link #asked()} tells from whom
   */
  List<TableStatus> look() throws InterruptedException {
    if (hung != null) {
      question = Question.to(question.system);
      awaitEnd(hung);
    }
    question = Question.to(StatusLook.POSTGRES);
    hung = thread.submit(() -> look.look(system -> question = Question.to(system)));
    awaitEnd(hung);
    Future<List<TableStatus>> ended = hung;
    hung = null;
    try {
      return ended.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Whom the last look was asking when it failed, or ended: {@code postgres}, or the catalog. */
  String asked() {
    return question.system;
  }

  private void awaitEnd(Future<?> look) throws InterruptedException {
    while (!look.isDone()) {
      Question current = question;
      try {
        look.get(current.nanosLeft(patience), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        return;
      } catch (TimeoutException e) {
        if (current.equals(question)) {
          throw new UserException(
              Kind.FAILURE,
              "There is no answer from %s within %d s. Check that it and the network are up."
                  .formatted(Outage.name(current.system), patience.toSeconds()),
              e);
        }
      }
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
