package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Makes statements go wrong. Of several faults that fit a statement the one set first is taken.
 * Thread-safe.
 */
public final class Faults {
  private record Rule(Predicate<String> sql, Fault fault, Times times) {}

  private enum Times {
    ONCE,
    ALWAYS
  }

  private final List<Rule> rules = new ArrayList<>();

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

  /** Removes all faults. Statements that hang go on hanging. */
  public synchronized void clear() {
    rules.clear();
  }

  private synchronized void add(Predicate<String> sql, Fault fault, Times times) {
    rules.add(
        new Rule(
            Objects.requireNonNull(sql, "sql"), Objects.requireNonNull(fault, "fault"), times));
  }

  synchronized Optional<Fault> take(String sql) {
    for (Iterator<Rule> iterator = rules.iterator(); iterator.hasNext(); ) {
      Rule rule = iterator.next();
      if (rule.sql().test(sql)) {
        if (rule.times() == Times.ONCE) {
          iterator.remove();
        }
        return Optional.of(rule.fault());
      }
    }
    return Optional.empty();
  }
}
