package io.lakehousesync.verify;

import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import io.lakehousesync.verify.Difference.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a repair would do: a dry run. Its {@link #toString()} has a line per range.
 *
 * <p>{@link io.lakehousesync.postgres.PgLakeVerifier#repair} compares each key again before it
 * changes rows with this key. It skips keys that do not differ any more.
 *
 * @param table the table
 * @param ranges the differences of the Iceberg table, in the order of the keys; each range is
 *     repaired in one transaction
 * @param catalog what the catalog needs
 */
public record RepairPlan(SyncTable table, List<Range> ranges, CatalogVerdict.Cure catalog) {
  /** The maximum number of keys that one transaction repairs. */
  static final int MOST_KEYS = 5_000;

  /**
   * The keys that one transaction repairs.
   *
   * @param differences the differences of the Iceberg table; at least one
   */
  public record Range(List<Difference> differences) {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public Range {
      differences = List.copyOf(differences);
      if (differences.isEmpty()) {
        throw new IllegalArgumentException("a range to repair has no differences");
      }
    }

    /** Returns the range for a log line. */
    @Override
    public String toString() {
      return Printable.escape(
          "%s to %s: copy %d missing, replace %d changed, delete %d extra"
              .formatted(
                  differences.get(0).key(),
                  differences.get(differences.size() - 1).key(),
                  count(Kind.MISSING),
                  count(Kind.CHANGED),
                  count(Kind.EXTRA)));
    }

    private long count(Kind kind) {
      return differences.stream().filter(difference -> difference.kind() == kind).count();
    }
  }

  /** Copies the list. */
  public RepairPlan {
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(catalog, "catalog");
    ranges = List.copyOf(ranges);
  }

  /**
   * Returns a plan for all differences that a report lists, whatever their cause. Differences that
   * the report does not list need another verification after the repair.
   */
  public static RepairPlan of(VerifyReport report) {
    List<Difference> inIceberg =
        report.differences().stream()
            .filter(difference -> difference.side() == Difference.Side.ICEBERG)
            .toList();
    List<Range> ranges = new ArrayList<>();
    for (int from = 0; from < inIceberg.size(); from += MOST_KEYS) {
      ranges.add(new Range(inIceberg.subList(from, Math.min(from + MOST_KEYS, inIceberg.size()))));
    }
    return new RepairPlan(
        report.table(),
        ranges,
        report.catalog().map(CatalogVerdict::cure).orElse(CatalogVerdict.Cure.NONE));
  }

  /** Returns whether there is nothing to do. */
  public boolean isEmpty() {
    return ranges.isEmpty() && catalog == CatalogVerdict.Cure.NONE;
  }

  @Override
  public String toString() {
    return ranges.stream()
        .map(Range::toString)
        .map(range -> System.lineSeparator() + range)
        .collect(
            Collectors.joining(
                "",
                "Repair of %s: %d transaction%s%s"
                    .formatted(table, ranges.size(), ranges.size() == 1 ? "" : "s", inWords()),
                ""));
  }

  private String inWords() {
    return switch (catalog) {
      case NONE -> "";
      case REFRESH -> ", and a refresh of the catalog";
      case REPLACE -> "; the catalog's table must be created anew, which a person must decide";
    };
  }
}
