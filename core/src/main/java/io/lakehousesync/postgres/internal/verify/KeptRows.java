package io.lakehousesync.postgres.internal.verify;

import io.lakehousesync.internal.SqlTemplate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * SQL that separates the rows that an Iceberg table keeps ({@code Deletes.KEEP}) from the rows to
 * compare. If the table has a key, kept rows are the rows whose key the heap table does not have.
 * If the table has no key, the Iceberg table may have more equal rows than the heap table. Then the
 * surplus rows are kept rows.
 *
 * @param keyColumns the number of columns of the key; zero if there is none
 */
record KeptRows(int keyColumns) {
  /**
   * Joins each Iceberg row {@code i} with the heap row {@code x} that has the same key, if there is
   * such a row.
   */
  private static final String BY_KEY =
      """
      iceberg AS i
      LEFT JOIN (SELECT DISTINCT {keys} FROM heap WHERE copied) AS x ON {sameKey}""";

  /** Numbers equal rows, so that each heap row pairs with no more than one Iceberg row. */
  private static final String BY_ROW =
      """
      (SELECT h, row_number() OVER (PARTITION BY h) AS n FROM iceberg) AS i
      LEFT JOIN (SELECT h, row_number() OVER (PARTITION BY h) AS n FROM heap WHERE copied) AS x
        ON x.h = i.h AND x.n = i.n""";

  /** Returns the Iceberg rows {@code i} for a FROM clause. */
  String rows() {
    return keyColumns == 0
        ? BY_ROW
        : SqlTemplate.of(BY_KEY)
            .with("keys", each("k%1$d", ", "))
            .with("sameKey", each("x.k%1$d = i.k%1$d", " AND "))
            .sql();
  }

  /** Returns the condition that a row of {@link #rows} is not a kept row. */
  String isInHeap() {
    return keyColumns == 0 ? "x.h IS NOT NULL" : "x.k0 IS NOT NULL";
  }

  /**
   * Returns the condition that the rows of one key differ.
   *
   * @param differ the condition if no rows are kept
   */
  String differ(String differ) {
    return keyColumns == 0
        ? "count(heap_h) > count(iceberg_h)"
        : "(%s) AND count(heap_h) > 0".formatted(differ);
  }

  private String each(String form, String separator) {
    return IntStream.range(0, keyColumns)
        .mapToObj(form::formatted)
        .collect(Collectors.joining(separator));
  }
}
