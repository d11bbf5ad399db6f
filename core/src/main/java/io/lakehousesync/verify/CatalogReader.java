package io.lakehousesync.verify;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import java.util.List;
import java.util.Optional;

/**
 * Reads a table as a catalog serves it, for a comparison with what was committed. A host can
 * implement it in addition to {@link CatalogRefresher}.
 *
 * <p>Both sides write each row as one text, and compare hashes of these texts. The text of a row
 * consists of the texts of its values, separated by commas. {@link CatalogColumn.Kind} defines the
 * text of a value; the text of null is empty. The hash is the lower 64 bits of the MD5 of the text
 * in UTF-8, in big-endian order, as an unsigned integer.
 *
 * <p>Implementations must be thread-safe and must not change anything.
 */
public interface CatalogReader {
  /**
   * Returns the snapshot that the catalog serves; empty if it has no such table.
   *
   * @throws NotAppliedException if the catalog could not be read
   */
  Optional<MetadataLocation> served(SyncTable table);

  /**
   * Returns the number of rows and the sum of their hashes for each range, in the order of the
   * ranges.
   *
   * @param columns the columns of the text
   * @param key the columns of the ranges; empty if the only range has all rows
   * @throws NotAppliedException if the catalog could not be read
   */
  List<RowChecksum> checksums(
      SyncTable table, List<CatalogColumn> columns, List<CatalogColumn> key, List<KeyRange> ranges);

  /**
   * Returns the rows of a range, each as its key and its hash, in any order.
   *
   * @param columns the columns of the text
   * @param key the columns of the range
   * @throws NotAppliedException if the catalog could not be read
   */
  List<RowHash> rowHashes(
      SyncTable table, List<CatalogColumn> columns, List<CatalogColumn> key, KeyRange range);
}
