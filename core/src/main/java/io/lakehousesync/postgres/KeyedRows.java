package io.lakehousesync.postgres;

import io.lakehousesync.RowPrint;
import io.lakehousesync.postgres.Difference.Cause;
import io.lakehousesync.postgres.Difference.Kind;
import io.lakehousesync.postgres.Difference.Side;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of the Iceberg table and of the catalog by their keys, in memory. Confined to a thread. */
final class KeyedRows {
  private static final class Both {
    long ours;
    long theirs;
    BigInteger difference = BigInteger.ZERO;
  }

  private final Map<List<String>, Both> rows = new LinkedHashMap<>();

  void ours(RowPrint row) {
    Both both = at(row);
    both.ours++;
    both.difference = both.difference.add(row.number());
  }

  void theirs(RowPrint row) {
    Both both = at(row);
    both.theirs++;
    both.difference = both.difference.subtract(row.number());
  }

  private Both at(RowPrint row) {
    return rows.computeIfAbsent(row.key(), key -> new Both());
  }

  List<Difference> differences(Cause cause) {
    List<Difference> differences = new ArrayList<>();
    rows.forEach(
        (key, both) -> {
          if (both.ours != both.theirs || both.difference.signum() != 0) {
            differences.add(difference(both.ours, both.theirs, cause, key));
          }
        });
    return differences;
  }

  /** A difference of the catalog from the Iceberg table. */
  static Difference difference(long ours, long theirs, Cause cause, List<String> key) {
    Kind kind = Kind.CHANGED;
    if (ours != theirs) {
      kind = ours > theirs ? Kind.MISSING : Kind.EXTRA;
    }
    return new Difference(Side.CATALOG, kind, cause, new ArrayList<>(key));
  }
}
