package io.lakehousesync.postgres;

import io.lakehousesync.CopyResult;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.SyncTable;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which tables have nothing to copy, with the same few statements for all of them.
 *
 * <p>A table is sighted before each copy. When the copy has got through, everything that the
 * sighting saw is in the Iceberg table, and the next sighting is compared with it. What a sighting
 * cannot tell is left to a copy, which finds nothing then.
 */
final class ChangeLook {
  private static final Logger LOG = LoggerFactory.getLogger(PgLakeSource.class);

  private final Transactions transactions;
  private final Clock clock;

  /**
   * The columns that a table was last copied with from here: its probe is written with them, and a
   * copy of the same ones need not look at the Iceberg table's again.
   */
  private final Map<SyncTable, TableColumns> columns = new ConcurrentHashMap<>();

  private final Map<SyncTable, Sighting> seen = new ConcurrentHashMap<>();
  private final Map<SyncTable, Sighting> copied = new ConcurrentHashMap<>();

  ChangeLook(Transactions transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Takes the sighting that the copy which begins now will settle. */
  Optional<Sighting> beforeCopy(SyncTable table) {
    copied.remove(table);
    return Optional.ofNullable(seen.remove(table));
  }

  void afterCopy(
      SyncTable table, TableColumns copiedColumns, CopyResult result, Optional<Sighting> before) {
    columns.put(table, copiedColumns);
    if (result.remaining() == CopyResult.Remaining.NONE) {
      before.ifPresent(sighting -> copied.put(table, sighting));
    }
  }

  Optional<TableColumns> copiedWith(SyncTable table) {
    return Optional.ofNullable(columns.get(table));
  }

  /** For each table that is unchanged the time through which it is complete. */
  Map<SyncTable, Instant> unchanged(Collection<SyncTable> tables) {
    List<SyncTable> known = tables.stream().filter(columns::containsKey).toList();
    Map<SyncTable, Instant> unchanged = new HashMap<>();
    look(known)
        .forEach(
            (table, now) ->
                completeThrough(table, now).ifPresent(through -> unchanged.put(table, through)));
    return unchanged;
  }

  private Optional<Instant> completeThrough(SyncTable table, Sighting now) {
    Sighting last = copied.get(table);
    if (last != null && last.shape().equals(now.shape())) {
      Optional<Instant> through = Tracker.of(table.tracking()).completeThrough(last, now);
      if (through.isPresent()) {
        if (through.get().equals(now.at())) {
          copied.put(table, now);
        }
        return through;
      }
    }
    seen.put(table, now);
    return Optional.empty();
  }

  /**
   * Sights tables. One that makes the statement for all of them fail, for it has just been dropped
   * or must not be read any more, is found by halves, and left to a copy, which says what is wrong.
   */
  private Map<SyncTable, Sighting> look(List<SyncTable> tables) {
    if (tables.isEmpty()) {
      return Map.of();
    }
    try {
      return transactions.run(
          tables.size() == 1
              ? "Look for changes in " + tables.get(0)
              : "Look for changes in %d tables".formatted(tables.size()),
          connection -> new Probe(connection, columns, clock).sight(tables));
    } catch (NotAppliedException e) {
      if (!isOfOneTable(e)) {
        throw e;
      } else if (tables.size() == 1) {
        LOG.debug("{} cannot be looked at: a copy will say why", tables.get(0), e);
        return Map.of();
      }
      int half = tables.size() / 2;
      Map<SyncTable, Sighting> both = new HashMap<>(look(tables.subList(0, half)));
      both.putAll(look(new ArrayList<>(tables.subList(half, tables.size()))));
      return both;
    }
  }

  private static boolean isOfOneTable(NotAppliedException e) {
    @Nullable Throwable cause = e.getCause();
    return cause instanceof SQLException sql && SqlState.isOfOneStatement(sql);
  }
}
