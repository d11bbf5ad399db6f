package io.lakehousesync.examples.host;

import io.lakehousesync.TableHealth;
import io.lakehousesync.TableHealth.Status;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How a table stands at the end of a sync.
 *
 * @param health what the sync says of it
 * @param copier the host that copied it when it was its turn here, which is as it should be: that
 *     host refreshes what it copies. Empty if none did
 */
record TableOutcome(TableHealth health, Optional<String> copier) {
  private static final String ELSEWHERE = "copied-elsewhere";

  /** The worst one's word; "fresh" if there is none. */
  static String word(Collection<TableOutcome> tables) {
    return worst(tables).map(TableOutcome::word).orElse(Fields.word(Status.FRESH));
  }

  /** What is to be said of the worst one, and of how many others; empty if all are fresh. */
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
   * Of those that are as they should be, it is one that is copied elsewhere; of equals, the first.
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

  /** Whether it is as it should be. */
  boolean isGood() {
    return health.status() == Status.FRESH || isElsewhere();
  }

  private String word() {
    return isElsewhere() ? ELSEWHERE : Fields.word(health.status());
  }

  private String reason() {
    return Output.oneLine(
        isElsewhere()
            ? "%s is left to another host: %s"
                .formatted(health.table().source(), copier.orElseThrow())
            : health.table().source() + ": " + health.reason());
  }

  Object fields() {
    return Fields.of(health.table())
        .and("status", word())
        .and("reason", health.reason())
        .and("freshnessMs", health.freshnessLag().map(Duration::toMillis))
        .map();
  }
}
