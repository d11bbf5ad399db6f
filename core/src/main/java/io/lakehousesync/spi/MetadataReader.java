package io.lakehousesync.spi;

import io.lakehousesync.exceptions.NotAppliedException;
import java.util.Optional;

/**
 * Reads metadata files. With a reader, refreshers and the verification can check that a file
 * belongs to the table. The pipeline works without a reader. Implementations are thread-safe.
 */
@FunctionalInterface
public interface MetadataReader {
  /**
   * Reads a file.
   *
   * @return a summary of its content; empty if the file does not exist, or no longer exists
   * @throws NotAppliedException if the file could not be read
   */
  Optional<MetadataSummary> summary(MetadataLocation location);
}
