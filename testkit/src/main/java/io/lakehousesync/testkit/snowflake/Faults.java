package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.internal.execute.FaultSource;
import io.lakehousesync.testkit.snowflake.internal.execute.RequestFault;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/**
 * The faults of a stand-in, with which tests make statements fail. If several faults match a
 * statement, the one that was set first applies. For a statement inside a procedure or task, the
 * predicate gets the text that {@link EmbeddedSnowflake#statements()} contains, and only {@link
 * Fault#sqlError} applies. Thread-safe.
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
   * Sets a fault for the next request whose SQL matches. A request that the driver repeats counts
   * as another request.
   */
  public void onNext(Predicate<String> sql, Fault fault) {
    add(sql, fault, Times.ONCE);
  }

  /** Sets a fault for every request whose SQL matches, until {@link #clear}. */
  public void onEvery(Predicate<String> sql, Fault fault) {
    add(sql, fault, Times.ALWAYS);
  }

  /** Removes all faults, and closes the connections of statements that hang. */
  public synchronized void clear() {
    rules.clear();
    cleared.countDown();
    cleared = new CountDownLatch(1);
  }

  /** Returns the faults as the stand-in applies them. */
  FaultSource source() {
    return new Source();
  }

  private synchronized CountDownLatch cleared() {
    return cleared;
  }

  private synchronized void add(Predicate<String> sql, Fault fault, Times times) {
    rules.add(
        new Rule(
            Objects.requireNonNull(sql, "sql"), Objects.requireNonNull(fault, "fault"), times));
  }

  Optional<Fault> take(String sql) {
    return take(sql, Fault.class);
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

  private final class Source implements FaultSource {
    @Override
    public Optional<RequestFault> take(String sql) {
      return Faults.this.take(sql).map(fault -> fault::apply);
    }

    @Override
    public Optional<SnowflakeError> takeSqlError(String sql) {
      return Faults.this.take(sql, Fault.SqlError.class).map(Fault.SqlError::error);
    }

    @Override
    public void awaitClear() throws InterruptedException {
      cleared().await();
    }

    @Override
    public void clear() {
      Faults.this.clear();
    }
  }
}
