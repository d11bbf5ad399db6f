package io.lakehousesync;

import java.util.List;
import java.util.Optional;

/**
 * Reads a table as a catalog serves it, so that it can be compared with what was committed. A host
 * can implement it beside {@link CatalogRefresher}.
 *
 * <p>Both sides write a row as one text, and compare numbers that are made of it. The text of a row
 * has the texts of its columns, with commas between them; each as {@link CatalogColumn.Kind} says,
 * and nothing for null. Its number is the lower half of its MD5, of 128 bits in big-endian order,
 * as an unsigned integer; MD5 reads UTF-8.
 *
 * <p>Implementations are thread-safe, and change nothing.
 */
public interface CatalogReader {
  /**
   * The snapshot that the catalog serves; empty if it has no such table.
   *
   * @throws NotAppliedException if the catalog could not be asked
   */
  Optional<MetadataLocation> served(SyncTable table);

  /**
   * Number of rows and sum of their numbers, one for each range and in their order.
   *
   * @param columns the columns of the text
   * @param key the columns by which ranges are; empty if there is only the range of all rows
   * @throws NotAppliedException if the catalog could not be asked
   */
  List<RowSum> sums(
      SyncTable table, List<CatalogColumn> columns, List<CatalogColumn> key, List<KeyRange> ranges);

  /**
   * The rows of a range, each as its key and its number, in any order.
   *
   * @param columns the columns of the text
   * @param key the columns by which the range is
   * @throws NotAppliedException if the catalog could not be asked
   */
  List<RowPrint> prints(
      SyncTable table, List<CatalogColumn> columns, List<CatalogColumn> key, KeyRange range);
}
