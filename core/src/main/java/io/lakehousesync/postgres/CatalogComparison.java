package io.lakehousesync.postgres;

import io.lakehousesync.CatalogReader;
import io.lakehousesync.CatalogStanding;
import io.lakehousesync.KeyRange;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.RowSum;
import io.lakehousesync.postgres.CatalogVerdict.Cure;
import io.lakehousesync.postgres.Difference.Cause;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares a catalog with the Iceberg table, inside of one transaction and so at one snapshot. A
 * part of the table at a time: what differs is divided until it is small, and then looked at by
 * key.
 */
final class CatalogComparison {
  /**
   * What a look at some ranges found.
   *
   * @param standing empty if one side moved on meanwhile, so that nothing counts
   * @param problem why rows were not compared; empty if they were
   * @param rest what is still to be looked at; all keys if nothing is
   */
  record Found(
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

  /** A range with so many rows is compared by key. */
  private static final int FEW = 2_000;

  /** Of a range in which the catalog has so many rows, no keys are listed. */
  private static final int MANY = 1_000_000;

  private final LakeRows lake;
  private final CatalogReader catalog;
  private final int limit;
  private final List<Difference> differences = new ArrayList<>();
  private Cause cause = Cause.FAULT;
  private long rows;
  private long unlisted;

  CatalogComparison(LakeRows lake, CatalogReader catalog, int limit) {
    this.lake = lake;
    this.catalog = catalog;
    this.limit = limit;
  }

  /**
   * Compares what follows a key.
   *
   * @param range from there on
   * @param rangeRows how many rows are compared at once
   * @param served what the catalog serves
   * @param standing that, against what is committed
   */
  Found compare(
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
      List<KeyRange> ranges = lake.split(range, rangeRows, PARTS);
      rest = ranges.get(ranges.size() - 1).rest();
      try {
        compare(ranges, true);
      } catch (NotAppliedException e) {
        if (standing != CatalogStanding.BEHIND) {
          throw e;
        }
        // It may not have passed a change of the columns.
        problem = "The catalog is behind, and its rows were not compared: " + e.getMessage();
        rest = KeyRange.ALL;
      }
    }
    return new Found(
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
    List<RowSum> theirs =
        catalog.sums(lake.task().table(), lake.text().columns(), lake.text().key(), ranges);
    for (int i = 0; i < ranges.size(); i++) {
      RowSum ours = lake.sum(ranges.get(i));
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
    if (lake.key().isEmpty()) {
      differences.add(KeyedRows.difference(ours, theirs, cause, List.of()));
      return;
    }
    List<KeyRange> parts = ours > FEW ? lake.split(range, ours / PARTS + 1, PARTS) : List.of();
    if (parts.size() > 1) {
      compare(parts, false);
      return;
    }
    KeyedRows keyed = new KeyedRows();
    lake.prints(range).forEach(keyed::ours);
    catalog
        .prints(lake.task().table(), lake.text().columns(), lake.text().key(), range)
        .forEach(keyed::theirs);
    List<Difference> found = keyed.differences(cause);
    int room = limit - differences.size();
    if (found.size() > room) {
      unlisted++;
      found = found.subList(0, room);
    }
    differences.addAll(found);
  }
}
