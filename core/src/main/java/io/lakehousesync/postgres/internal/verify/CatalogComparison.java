package io.lakehousesync.postgres.internal.verify;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.verify.CatalogReader;
import io.lakehousesync.verify.CatalogStanding;
import io.lakehousesync.verify.CatalogVerdict.Cure;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.Difference.Cause;
import io.lakehousesync.verify.KeyRange;
import io.lakehousesync.verify.RowChecksum;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares a part of the Iceberg table with a catalog. All statements to PostgreSQL are in one
 * transaction, and use one snapshot. Ranges that differ are divided until they are small. Small
 * ranges are compared by key.
 */
final class CatalogComparison {
  /**
   * The result for some ranges.
   *
   * @param standing how the served snapshot compares with the committed snapshot; empty if the
   *     catalog changed meanwhile, so that the result is void
   * @param problem why rows were not compared; empty if all rows were compared
   * @param rest the keys that are still to be compared; {@link KeyRange#ALL} if the comparison is
   *     complete
   */
  record PartResult(
      Optional<CatalogStanding> standing,
      Optional<MetadataLocation> served,
      MetadataLocation committed,
      long rows,
      List<Difference> differences,
      long unlisted,
      Optional<String> problem,
      KeyRange rest) {
    Cure cure() {
      return standing.map(this::cure).orElse(Cure.NONE);
    }

    private Cure cure(CatalogStanding known) {
      return switch (known) {
        case BEHIND, MISSING -> Cure.REFRESH;
        case AHEAD, ANOTHER_TABLE -> Cure.REPLACE;
        case CURRENT -> differences.isEmpty() && unlisted == 0 ? Cure.NONE : Cure.REPLACE;
      };
    }
  }

  /** How many ranges one statement of the catalog compares. */
  static final int PARTS = 16;

  /** Ranges with at most this number of rows are compared by key. */
  private static final int FEW = 2_000;

  /**
   * If the catalog has more rows than this in a range, the differences of this range are not
   * listed.
   */
  private static final int MANY = 1_000_000;

  private final IcebergRows iceberg;
  private final CatalogReader catalog;
  private final int limit;
  private final List<Difference> differences = new ArrayList<>();
  private Cause cause = Cause.FAULT;
  private long rows;
  private long unlisted;

  CatalogComparison(IcebergRows iceberg, CatalogReader catalog, int limit) {
    this.iceberg = iceberg;
    this.catalog = catalog;
    this.limit = limit;
  }

  /**
   * Compares the next ranges.
   *
   * @param range the keys that are still to be compared
   * @param rangeRows the number of rows of a range
   * @param served what the catalog serves
   * @param standing how the served snapshot compares with the committed one
   */
  PartResult compare(
      KeyRange range,
      int rangeRows,
      Optional<MetadataLocation> served,
      MetadataLocation committed,
      CatalogStanding standing)
      throws SQLException {
    KeyRange rest = KeyRange.ALL;
    @Nullable String problem = null;
    if (standing != CatalogStanding.MISSING && standing != CatalogStanding.ANOTHER_TABLE) {
      cause = standing == CatalogStanding.BEHIND ? Cause.PENDING : Cause.FAULT;
      List<KeyRange> ranges = iceberg.split(range, rangeRows, PARTS);
      rest = ranges.get(ranges.size() - 1).rest();
      try {
        compare(ranges, true);
      } catch (NotAppliedException e) {
        if (standing != CatalogStanding.BEHIND) {
          throw e;
        }
        // The catalog may not have the latest change of columns yet.
        problem = "The catalog is behind. Its rows were not compared: " + e.getMessage();
        rest = KeyRange.ALL;
      }
    }
    return new PartResult(
        Optional.of(standing),
        served,
        committed,
        rows,
        differences,
        unlisted,
        Optional.ofNullable(problem),
        rest);
  }

  private void compare(List<KeyRange> ranges, boolean counted) throws SQLException {
    List<RowChecksum> theirs =
        catalog.checksums(
            iceberg.task().table(), iceberg.text().columns(), iceberg.text().key(), ranges);
    for (int i = 0; i < ranges.size(); i++) {
      RowChecksum ours = iceberg.sum(ranges.get(i));
      if (counted) {
        rows += theirs.get(i).rows();
      }
      if (!ours.equals(theirs.get(i))) {
        narrow(ranges.get(i), ours.rows(), theirs.get(i).rows());
      }
    }
  }

  private void narrow(KeyRange range, long ours, long theirs) throws SQLException {
    if (differences.size() >= limit || theirs > MANY) {
      unlisted++;
      return;
    }
    if (iceberg.key().isEmpty()) {
      differences.add(RowDiff.difference(ours, theirs, cause, List.of()));
      return;
    }
    List<KeyRange> parts = ours > FEW ? iceberg.split(range, ours / PARTS + 1, PARTS) : List.of();
    if (parts.size() > 1) {
      compare(parts, false);
      return;
    }
    RowDiff diff = new RowDiff();
    iceberg.rowHashes(range).forEach(diff::addIceberg);
    catalog
        .rowHashes(iceberg.task().table(), iceberg.text().columns(), iceberg.text().key(), range)
        .forEach(diff::addCatalog);
    List<Difference> found = diff.differences(cause);
    int room = limit - differences.size();
    if (found.size() > room) {
      unlisted++;
      found = found.subList(0, room);
    }
    differences.addAll(found);
  }
}
