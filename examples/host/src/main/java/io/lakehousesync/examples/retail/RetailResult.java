package io.lakehousesync.examples.retail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The result of a run: the counts of all three sides, and the figures of the run.
 *
 * @param rowsPerSecond transactions and items per second that were written and synced to the
 *     catalog. The time for start-up and verification does not count
 * @param freshnessMillis a median over all syncs. The value of each sync is the largest freshness
 *     lag of its tables
 */
record RetailResult(
    Counts heap,
    Counts iceberg,
    Counts catalog,
    int syncs,
    long rowsPerSecond,
    long freshnessMillis) {

  boolean allAgree() {
    return heap.agreesWith(iceberg) && heap.agreesWith(catalog);
  }

  /** Returns what the run has shown, as a sentence. */
  String sentence() {
    return allAgree()
        ? "PostgreSQL, Iceberg and the catalog agree: each table has the same number of rows, and the revenue is the same."
        : "PostgreSQL, Iceberg and the catalog do not agree: compare the counts above.";
  }

  /** Returns the last line of standard output. */
  String line() {
    return values().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + plain(entry.getValue()))
        .collect(Collectors.joining(" ", "RESULT ", ""));
  }

  /** Writes the same values as a JSON object. */
  void write(Path file) throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    Files.writeString(file, mapper.writeValueAsString(values()) + System.lineSeparator());
  }

  private Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RetailTables table :
        new RetailTables[] {RetailTables.TRANSACTIONS, RetailTables.TRANSACTION_ITEMS}) {
      String name = table == RetailTables.TRANSACTIONS ? "transactions" : "items";
      values.put("heap_" + name, count(heap, table));
      values.put("iceberg_" + name, count(iceberg, table));
      values.put("catalog_" + name, count(catalog, table));
    }
    values.put("revenue_heap", heap.revenue());
    values.put("revenue_catalog", catalog.revenue());
    values.put("syncs", syncs);
    values.put("rows_per_second", rowsPerSecond);
    values.put("freshness_ms", freshnessMillis);
    return values;
  }

  private static long count(Counts side, RetailTables table) {
    return side.rows().getOrDefault(table, 0L);
  }

  private static String plain(Object value) {
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }
}
