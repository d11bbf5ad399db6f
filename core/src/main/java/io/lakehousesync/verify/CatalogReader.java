package io.lakehousesync.verify;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import java.util.List;
import java.util.Optional;

/**
 * Reads the rows that a catalog serves for a table. A verification compares these rows with the
 * committed rows. A host can implement this interface in addition to {@link CatalogRefresher}.
 *
 * <p>PostgreSQL and the catalog write each row as one text. The verification compares hashes of
 * these texts. The text of a row consists of the texts of its values, separated by commas. {@link
 * CatalogColumn.Kind} defines the text of a value; the text of null is empty. The hash is the lower
 * 64 bits of the MD5 of the text in UTF-8, in big-endian order, as an unsigned integer.
 *
 * <p>Implementations must be thread-safe and must not change anything.
 */
public interface CatalogReader {
  /**
   * Returns the snapshot that the catalog serves; empty if the catalog has no such table.
   *
   * @throws NotAppliedException if the catalog could not be read
   */
  Optional<MetadataLocation> served(SyncTable table);

  /**
   * Returns the number of rows and the sum of their hashes for each range, in the order of the
   * ranges.
   *
   * @param columns the columns whose values make up the text of a row
   * @param key the columns to which the bounds of the ranges belong; empty if the only range has
   *     all rows
   * @throws NotAppliedException if the catalog could not be read
   */
  List<RowChecksum> checksums(
      SyncTable table, List<CatalogColumn> columns, List<CatalogColumn> key, List<KeyRange> ranges);

  /**
   * Returns the key and the hash of each row in a range, in any order.
   *
   * @param columns the columns whose values make up the text of a row
   * @param key the columns to which the bounds of the range belong
   * @throws NotAppliedException if the catalog could not be read
   */
  List<RowHash> rowHashes(
      SyncTable table, List<CatalogColumn> columns, List<CatalogColumn> key, KeyRange range);
}
