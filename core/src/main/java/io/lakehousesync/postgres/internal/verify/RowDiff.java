package io.lakehousesync.postgres.internal.verify;

import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.Difference.Cause;
import io.lakehousesync.verify.Difference.Kind;
import io.lakehousesync.verify.RowHash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares rows of the Iceberg table and of the catalog by their keys, in memory. Not thread-safe.
 */
final class RowDiff {
  private static final class Counts {
    long iceberg;
    long catalog;
    BigInteger difference = BigInteger.ZERO;
  }

  private final Map<List<String>, Counts> rows = new LinkedHashMap<>();

  /** Adds a row of the Iceberg table. */
  void addIceberg(RowHash row) {
    Counts counts = counts(row);
    counts.iceberg++;
    counts.difference = counts.difference.add(row.hash());
  }

  /** Adds a row of the catalog. */
  void addCatalog(RowHash row) {
    Counts counts = counts(row);
    counts.catalog++;
    counts.difference = counts.difference.subtract(row.hash());
  }

  private Counts counts(RowHash row) {
    return rows.computeIfAbsent(row.key(), key -> new Counts());
  }

  /** Returns the differences, in the order in which their keys were added. */
  List<Difference> differences(Cause cause) {
    List<Difference> differences = new ArrayList<>();
    rows.forEach(
        (key, counts) -> {
          if (counts.iceberg != counts.catalog || counts.difference.signum() != 0) {
            differences.add(difference(counts.iceberg, counts.catalog, cause, key));
          }
        });
    return differences;
  }

  /** Returns a difference of the catalog from the Iceberg table. */
  static Difference difference(long icebergRows, long catalogRows, Cause cause, List<String> key) {
    Kind kind = Kind.CHANGED;
    if (icebergRows != catalogRows) {
      kind = icebergRows > catalogRows ? Kind.MISSING : Kind.EXTRA;
    }
    return Difference.inCatalog(kind, cause, key);
  }
}
