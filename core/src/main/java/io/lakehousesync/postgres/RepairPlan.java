package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import io.lakehousesync.postgres.Difference.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a repair would do: a dry run. Its {@link #toString()} says it in words, a line per range.
 *
 * <p>{@link PgLakeVerifier#repair} looks at each key again before it does anything, and does only
 * what is still needed then.
 *
 * @param table the table
 * @param ranges what differs in the Iceberg table, in the order of the keys; one transaction each
 * @param catalog what cures the catalog
 */
public record RepairPlan(SyncTable table, List<Range> ranges, CatalogVerdict.Cure catalog) {
  /** How many keys one transaction repairs at most. */
  static final int MOST_KEYS = 5_000;

  /**
   * The keys that one transaction repairs.
   *
   * @param differences what differs, at least one, all in the Iceberg table
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

    /** The range in words. */
    @Override
    public String toString() {
      return "%s to %s: copy %d missing, replace %d changed, delete %d too much"
          .formatted(
              differences.get(0).key(),
              differences.get(differences.size() - 1).key(),
              count(Kind.MISSING),
              count(Kind.CHANGED),
              count(Kind.EXTRA));
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
   * What cures the differences that a report lists, whatever their cause. Those that it does not
   * list need another verification afterwards.
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

  /** Whether there is nothing to do. */
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
      case REPLACE -> "; the catalog's table must be created anew, which a person decides";
    };
  }
}
