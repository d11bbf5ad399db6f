package io.lakehousesync.postgres;

import io.lakehousesync.CatalogReader;
import io.lakehousesync.KeyRange;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataLocator;
import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.CatalogComparison.Found;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares what a catalog serves with the Iceberg table, some ranges at a time. The catalog is
 * asked which snapshot it serves before and after, and what was compared counts only if that has
 * not changed; nobody is kept from refreshing it.
 */
record CatalogVerification(
    Transactions transactions,
    RangeVerification ranges,
    CatalogReader catalog,
    ServedFile servedFile) {
  /** What was found in the whole table. */
  record Result(
      CatalogVerdict verdict, List<Difference> differences, long unlisted, List<String> notes) {}

  private static final int ATTEMPTS = 3;

  Result verify(int limit) {
    List<Difference> differences = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    CatalogVerdict.Cure cure = CatalogVerdict.Cure.NONE;
    KeyRange next = KeyRange.ALL;
    long rows = 0;
    long unlisted = 0;
    Found found;
    do {
      found = look(next, limit - differences.size(), notes);
      differences.addAll(found.differences());
      rows += found.rows();
      unlisted += found.unlisted();
      found.problem().ifPresent(notes::add);
      cure = worse(cure, found.cure());
      next = found.rest();
    } while (!next.after().isEmpty());
    return new Result(
        new CatalogVerdict(found.standing(), found.served(), found.committed(), rows, cure),
        differences,
        unlisted,
        List.copyOf(notes));
  }

  private static CatalogVerdict.Cure worse(CatalogVerdict.Cure one, CatalogVerdict.Cure other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private Found look(KeyRange from, int limit, Set<String> notes) {
    Optional<MetadataLocation> before = catalog.served(table());
    for (int attempt = 1; ; attempt++) {
      Found found = compare(from, limit, before, notes);
      Optional<MetadataLocation> after = catalog.served(table());
      if (after.equals(before)) {
        return found;
      }
      if (attempt == ATTEMPTS) {
        return new Found(
            Optional.empty(),
            after,
            found.committed(),
            0,
            List.of(),
            0,
            Optional.empty(),
            KeyRange.ALL);
      }
      before = after;
    }
  }

  private Found compare(
      KeyRange from, int limit, Optional<MetadataLocation> served, Set<String> notes) {
    return transactions.run(
        "Verification of " + table() + " in the catalog",
        connection -> {
          RangeVerification.takeSnapshot(connection);
          LakeRows lake = LakeRows.of(ranges.task(connection));
          MetadataLocation committed =
              lake.committed().orElseThrow(() -> MetadataLocator.missing(table().target()));
          notes.addAll(lake.text().notes());
          long withoutKey = from.after().isEmpty() ? lake.withoutKey() : 0;
          if (withoutKey > 0) {
            notes.add(
                "%d rows with null in their key are not compared with the catalog."
                    .formatted(withoutKey));
          }
          return new CatalogComparison(lake, catalog, limit)
              .compare(
                  from,
                  ranges.rangeRows(),
                  served,
                  committed,
                  servedFile.standing(served, committed, notes));
        });
  }

  private SyncTable table() {
    return ranges.table();
  }
}
