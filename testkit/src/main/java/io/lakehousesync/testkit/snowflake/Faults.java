package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/**
 * Makes statements go wrong. Of several faults that fit a statement the one set first is taken. A
 * statement inside a procedure or task has its own SQL, as {@link EmbeddedSnowflake#statements()}
 * shows it, and only {@link Fault#sqlError} strikes it. Thread-safe.
 */
public final class Faults {
  private record Rule(Predicate<String> sql, Fault fault, Times times) {}

  private enum Times {
    ONCE,
    ALWAYS
  }

  private final List<Rule> rules = new ArrayList<>();
  private CountDownLatch cleared = new CountDownLatch(1);

  Faults() {}

  /**
   * Strikes the next request whose SQL fits, and no other. A request that the driver repeats counts
   * as another.
   */
  public void onNext(Predicate<String> sql, Fault fault) {
    add(sql, fault, Times.ONCE);
  }

  /** Strikes every request whose SQL fits, until {@link #clear}. */
  public void onEvery(Predicate<String> sql, Fault fault) {
    add(sql, fault, Times.ALWAYS);
  }

  /** Removes all faults, and cuts the connections of statements that hang. */
  public synchronized void clear() {
    rules.clear();
    cleared.countDown();
    cleared = new CountDownLatch(1);
  }

  /** Returns at the next {@link #clear}. */
  void hang() throws InterruptedException {
    CountDownLatch next;
    synchronized (this) {
      next = cleared;
    }
    next.await();
  }

  private synchronized void add(Predicate<String> sql, Fault fault, Times times) {
    rules.add(
        new Rule(
            Objects.requireNonNull(sql, "sql"), Objects.requireNonNull(fault, "fault"), times));
  }

  Optional<Fault> take(String sql) {
    return take(sql, Fault.class);
  }

  /** The first fault for this statement that is an SQL error; others stay. */
  Optional<Fault.SqlError> takeSqlError(String sql) {
    return take(sql, Fault.SqlError.class);
  }

  private synchronized <F extends Fault> Optional<F> take(String sql, Class<F> kind) {
    for (Iterator<Rule> iterator = rules.iterator(); iterator.hasNext(); ) {
      Rule rule = iterator.next();
      if (kind.isInstance(rule.fault()) && rule.sql().test(sql)) {
        if (rule.times() == Times.ONCE) {
          iterator.remove();
        }
        return Optional.of(kind.cast(rule.fault()));
      }
    }
    return Optional.empty();
  }
}
