package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.SqlState;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.PrintableThrowable;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the tables that have nothing to copy. A few statements check all tables together.
 *
 * <p>Each table is checked before its copy. When the copy has ended, the Iceberg table has
 * everything that this check saw, unless the copy only finished an older one. Therefore later
 * checks are compared with this check. If a check cannot decide whether there is something to copy,
 * the table is copied, and the copy may find nothing. Thread-safe.
 */
public final class ChangeDetector {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeDetector.class);

  /**
   * The maximum number of attempts to run the statement for all tables. An attempt fails if a
   * session locks one of the tables during the statement.
   */
  private static final int ATTEMPTS = 3;

  /** If the check of a single table takes longer, the table is no longer checked. */
  private static final Duration SLOW = Duration.ofSeconds(1);

  private final Transactions transactions;
  private final Clock clock;

  /**
   * The columns of each table at the last copy by this object. The change expression is made from
   * them. If a table still has these columns, its copy does not compare the heap table's columns
   * with the Iceberg table's columns.
   */
  private final Map<SyncTable, TableColumns> columns = new ConcurrentHashMap<>();

  /** The tables whose checks took too long. They are copied without a check. */
  private final Set<SyncTable> slow = ConcurrentHashMap.newKeySet();

  private final Map<SyncTable, ChangeCheck> checked = new ConcurrentHashMap<>();
  private final Map<SyncTable, ChangeCheck> copied = new ConcurrentHashMap<>();

  public ChangeDetector(Transactions transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Returns the last check of a table, and forgets this check. Call this method when a copy of the
   * table begins.
   */
  public Optional<ChangeCheck> beforeCopy(SyncTable table) {
    copied.remove(table);
    return Optional.ofNullable(checked.remove(table));
  }

  /**
   * Remembers that a copy has ended. It may have finished only an older copy of several batches,
   * without the changes that the check before it saw. Then the check does not count.
   *
   * @param before the check that {@link #beforeCopy} returned
   */
  public void afterCopy(
      SyncTable table,
      TableColumns copiedColumns,
      CopyResult result,
      Optional<ChangeCheck> before) {
    columns.put(table, copiedColumns);
    if (result.remaining() == CopyResult.Remaining.NONE) {
      before
          .filter(check -> !check.copying() && !isOlder(result, check))
          .ifPresent(check -> copied.put(table, check));
    }
  }

  /**
   * Returns whether the copy began before the check. Another host may have begun it, and committed
   * its first batch after the check. {@link ChangeCheck#copying} needs no clock, but does not see
   * this.
   */
  private static boolean isOlder(CopyResult result, ChangeCheck check) {
    return result.completeThrough().map(through -> through.isBefore(check.at())).orElse(true);
  }

  /** Returns the columns that the table had at its last copy by this object. */
  public Optional<TableColumns> copiedWith(SyncTable table) {
    return Optional.ofNullable(columns.get(table));
  }

  /** Returns the unchanged tables, each with the time up to which its Iceberg table is complete. */
  public Map<SyncTable, Instant> unchanged(Collection<SyncTable> tables) {
    List<SyncTable> known =
        tables.stream()
            .filter(columns::containsKey)
            .filter(table -> !slow.contains(table))
            .toList();
    Map<SyncTable, Instant> unchanged = new HashMap<>();
    check(known, false)
        .forEach(
            (table, now) ->
                completeThrough(table, now).ifPresent(through -> unchanged.put(table, through)));
    return unchanged;
  }

  private Optional<Instant> completeThrough(SyncTable table, ChangeCheck now) {
    ChangeCheck last = copied.get(table);
    if (last != null && last.fingerprint().equals(now.fingerprint())) {
      Optional<Instant> through = Tracker.of(table.tracking()).completeThrough(last, now);
      if (through.isPresent()) {
        if (through.get().equals(now.at())) {
          copied.put(table, now);
        }
        return through;
      }
    }
    checked.put(table, now);
    return Optional.empty();
  }

  /**
   * Checks tables. If one table makes the statement for all tables fail, for example because the
   * table was dropped, this method checks each half of the tables separately. It divides a half
   * that fails again, until the failing table is alone. This table is not checked, and its copy
   * reports the error. A table that makes the statement take too long is found in the same way.
   *
   * <p>Any error of the statement can come from one table, whatever its SQLSTATE: the planner calls
   * functions of the table's owner, and these can raise any error. Only if there is no connection,
   * all tables fail.
   *
   * @param divided whether a statement with more tables has failed
   */
  private Map<SyncTable, ChangeCheck> check(List<SyncTable> tables, boolean divided) {
    if (tables.isEmpty()) {
      return Map.of();
    }
    long begin = System.nanoTime();
    try {
      Map<SyncTable, ChangeCheck> checks = checkTogether(tables);
      if (divided && tables.size() == 1 && System.nanoTime() - begin > SLOW.toNanos()) {
        isSlow(tables.get(0));
      }
      return checks;
    } catch (NotAppliedException e) {
      if (isLockTimeout(e)) {
        LOG.debug(
            "No table is checked for changes. Each one is copied instead.",
            PrintableThrowable.of(e));
        return Map.of();
      } else if (e instanceof NotConnectedException) {
        throw e;
      } else if (tables.size() == 1) {
        cannotBeChecked(tables.get(0), e, System.nanoTime() - begin);
        return Map.of();
      }
      int half = tables.size() / 2;
      Map<SyncTable, ChangeCheck> both = new HashMap<>(check(tables.subList(0, half), true));
      both.putAll(check(new ArrayList<>(tables.subList(half, tables.size())), true));
      return both;
    }
  }

  private void cannotBeChecked(SyncTable table, NotAppliedException e, long nanos) {
    if (nanos > SLOW.toNanos()
        || (e.getCause() instanceof SQLException sql && SqlState.isCancelled(sql))) {
      isSlow(table);
    } else {
      LOG.debug(
          "{} could not be checked for changes. Its copy will report why.",
          table,
          PrintableThrowable.of(e));
    }
  }

  private void isSlow(SyncTable table) {
    slow.add(table);
    LOG.warn(
        "{} is no longer checked for changes, because its check took too long. Each run copies the table instead.",
        table);
  }

  /**
   * Checks tables with one statement. If a session locks a table while the statement runs, repeats
   * the statement. The repeated statement leaves out the locked table.
   */
  private Map<SyncTable, ChangeCheck> checkTogether(List<SyncTable> tables) {
    for (int attempt = 1; ; attempt++) {
      AtomicBoolean connected = new AtomicBoolean();
      try {
        return transactions.run(
            tables.size() == 1
                ? "Check for changes in " + tables.get(0)
                : "Check for changes in %d tables".formatted(tables.size()),
            connection -> {
              connected.set(true);
              return new ChangeQueries(connection, columns, clock).check(tables);
            });
      } catch (NotAppliedException e) {
        if (!connected.get()) {
          throw new NotConnectedException(e);
        } else if (attempt == ATTEMPTS || !isLockTimeout(e)) {
          throw e;
        }
      }
    }
  }

  private static boolean isLockTimeout(NotAppliedException e) {
    return e.getCause() instanceof SQLException sql && SqlState.isLockTimeout(sql);
  }

  /** The failure of a check that could not begin. */
  private static final class NotConnectedException extends NotAppliedException {
    private static final long serialVersionUID = 1L;

    NotConnectedException(NotAppliedException failure) {
      super(failure.retry(), String.valueOf(failure.getMessage()), failure.getCause());
    }
  }
}
