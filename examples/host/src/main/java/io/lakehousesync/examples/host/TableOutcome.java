package io.lakehousesync.examples.host;

import io.lakehousesync.TableHealth;
import io.lakehousesync.TableHealth.Status;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.text.Printable;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a table at the end of a sync.
 *
 * @param health the table's health in this sync
 * @param copier another host that copied the table when its run was due here; empty if there is no
 *     such host. If another host copies a table, this is no problem, because that host also
 *     refreshes the table
 */
record TableOutcome(TableHealth health, Optional<String> copier) {
  private static final String ELSEWHERE = "copied-elsewhere";

  /**
   * Returns the health of a table after the sync was closed. A last run of the table may have ended
   * while the sync closed. If the table was fresh before, a later health that is better than
   * INCOMPLETE is ignored, because the close may only have stopped the run between two batches. In
   * all other cases, the later health counts.
   *
   * @param later the health after that run; null if there was none
   */
  static TableHealth newer(TableHealth atTheEnd, @Nullable TableHealth later) {
    if (later == null) {
      return atTheEnd;
    }
    boolean counts =
        atTheEnd.status() != Status.FRESH || later.status().compareTo(Status.INCOMPLETE) >= 0;
    return counts ? later : atTheEnd;
  }

  /**
   * Returns the health of a table, considering its open error.
   *
   * @param error the error; null if there is none
   */
  static TableHealth of(TableHealth health, @Nullable String error) {
    return error == null || health.status().compareTo(Status.INCOMPLETE) >= 0
        ? health
        : TableHealth.of(health.table(), Status.INCOMPLETE, error);
  }

  /** Returns the word for the worst table; "fresh" if there are no tables. */
  static String word(Collection<TableOutcome> tables) {
    return worst(tables).map(TableOutcome::word).orElse(JsonFields.word(Status.FRESH));
  }

  /** Describes the worst table, and counts the others; empty if all are fresh. */
  static Optional<String> reason(Collection<TableOutcome> tables) {
    List<TableOutcome> ill =
        tables.stream().filter(each -> each.health.status() != Status.FRESH).toList();
    return worst(ill)
        .map(
            worst ->
                switch (ill.size()) {
                  case 1 -> worst.reason();
                  case 2 -> worst.reason() + " (and 1 more table)";
                  default -> worst.reason() + " (and %d more tables)".formatted(ill.size() - 1);
                });
  }

  /**
   * Returns the worst table. A table that another host copies counts as worse than a fresh table.
   * If several tables are equally bad, returns the first of them.
   */
  private static Optional<TableOutcome> worst(Collection<TableOutcome> tables) {
    return tables.stream()
        .min(
            Comparator.comparing(TableOutcome::isGood)
                .thenComparing(each -> each.health.status(), Comparator.reverseOrder()));
  }

  private boolean isElsewhere() {
    return health.status() == Status.BLOCKED && copier.isPresent();
  }

  /** Returns whether the table is fresh, or another host copies it. */
  boolean isGood() {
    return health.status() == Status.FRESH || isElsewhere();
  }

  private String word() {
    return isElsewhere() ? ELSEWHERE : JsonFields.word(health.status());
  }

  private String reason() {
    return Printable.message(
        isElsewhere()
            ? "%s is copied by another host: %s"
                .formatted(health.table().source(), copier.orElseThrow())
            : health.table().source() + ": " + health.reason());
  }

  Object fields() {
    return JsonFields.of(health.table())
        .and("status", word())
        .and("reason", health.reason())
        .and("freshnessMs", health.freshnessLag().map(Duration::toMillis))
        .map();
  }
}
