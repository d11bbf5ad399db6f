package io.lakehousesync.postgres.internal.verify;

import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.internal.verify.CatalogComparison.PartResult;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.CatalogReader;
import io.lakehousesync.verify.CatalogVerdict;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.KeyRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares a catalog with the Iceberg table, a group of ranges at a time. Before and after each
 * group, reads which snapshot the catalog serves. If this snapshot has changed, the result is void,
 * and the group is compared again. Therefore the catalog can be refreshed during a verification.
 */
public record CatalogVerification(
    Transactions transactions,
    RangeVerification ranges,
    CatalogReader catalog,
    StandingCheck standingCheck) {
  /** The result for the whole table. */
  public record Result(
      CatalogVerdict verdict, List<Difference> differences, long unlisted, List<String> notes) {}

  private static final int ATTEMPTS = 3;

  /**
   * Compares all rows.
   *
   * @param limit how many differences are listed
   */
  public Result verify(int limit) {
    List<Difference> differences = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    CatalogVerdict.Cure cure = CatalogVerdict.Cure.NONE;
    KeyRange next = KeyRange.ALL;
    long rows = 0;
    long unlisted = 0;
    Optional<String> problem = Optional.empty();
    PartResult found;
    do {
      found = part(next, limit - differences.size(), notes);
      differences.addAll(found.differences());
      rows += found.rows();
      unlisted += found.unlisted();
      found.problem().ifPresent(notes::add);
      problem = problem.or(found::problem);
      cure = worse(cure, found.cure());
      next = found.rest();
    } while (!next.after().isEmpty());
    return new Result(
        new CatalogVerdict(
            found.standing(), found.served(), found.committed(), rows, problem, cure),
        differences,
        unlisted,
        List.copyOf(notes));
  }

  private static CatalogVerdict.Cure worse(CatalogVerdict.Cure one, CatalogVerdict.Cure other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private PartResult part(KeyRange from, int limit, Set<String> notes) {
    Optional<MetadataLocation> before = catalog.served(table());
    for (int attempt = 1; ; attempt++) {
      PartResult found = compare(from, limit, before, notes);
      Optional<MetadataLocation> after = catalog.served(table());
      if (after.equals(before)) {
        return found;
      }
      if (attempt == ATTEMPTS) {
        return new PartResult(
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

  private PartResult compare(
      KeyRange from, int limit, Optional<MetadataLocation> served, Set<String> notes) {
    return transactions.run(
        "Verification of " + table() + " in the catalog",
        connection -> {
          RangeVerification.beginSnapshot(connection);
          IcebergRows iceberg = IcebergRows.of(ranges.task(connection));
          MetadataLocation committed =
              iceberg.committed().orElseThrow(() -> MetadataLocator.missing(table().target()));
          notes.addAll(iceberg.text().notes());
          long withoutKey = from.after().isEmpty() ? iceberg.withoutKey() : 0;
          if (withoutKey > 0) {
            // No range contains these rows.
            iceberg = iceberg.asWhole();
            notes.add(
                "The catalog is compared as a whole, because %d rows of %s have null in their key."
                    .formatted(withoutKey, table().target()));
          }
          return new CatalogComparison(iceberg, catalog, limit)
              .compare(
                  from,
                  ranges.rangeRows(),
                  served,
                  committed,
                  standingCheck.standing(served, committed, notes));
        });
  }

  private SyncTable table() {
    return ranges.table();
  }
}
