package io.lakehousesync;

import java.util.Optional;

/**
 * Reads what a metadata file says about its table, for those who must know more than its name: a
 * refresher that guards a catalog, or a comparison. An option of theirs: the pipeline works without
 * one. Implementations are thread-safe.
 */
@FunctionalInterface
public interface MetadataReader {
  /**
   * Reads a file.
   *
   * @return what it says; empty if the file is not there, or no longer
   * @throws NotAppliedException if it could not be read; nothing is known of what it says
   */
  Optional<MetadataSummary> summary(MetadataLocation location);
}
