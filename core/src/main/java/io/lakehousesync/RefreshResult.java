package io.lakehousesync;

import java.util.Optional;

/** What a {@link CatalogRefresher} knows about the catalog afterwards. */
public sealed interface RefreshResult {
  /** The snapshot that the catalog serves, as read back; empty if no catalog serves the table. */
  Optional<MetadataLocation> served();

  /**
   * The catalog was moved to the snapshot, and has confirmed it.
   *
   * @param location the snapshot's metadata file, as the catalog named it
   * @param reference the catalog's own id of the work, such as a query id; empty if it has none, or
   *     its answer was lost
   * @param tag what the work was marked with, by which the catalog's history finds it, such as a
   *     query tag; empty if it was not marked
   */
  record Refreshed(MetadataLocation location, Optional<String> reference, Optional<String> tag)
      implements RefreshResult {
    /** Without a tag. */
    public Refreshed(MetadataLocation location, Optional<String> reference) {
      this(location, reference, Optional.empty());
    }

    @Override
    public Optional<MetadataLocation> served() {
      return Optional.of(location);
    }
  }

  /**
   * The catalog served the snapshot already.
   *
   * @param location the snapshot's metadata file, as the catalog named it
   */
  record Unchanged(MetadataLocation location) implements RefreshResult {
    @Override
    public Optional<MetadataLocation> served() {
      return Optional.of(location);
    }
  }

  /**
   * No catalog serves the table.
   *
   * @param reason why, in words for a report
   */
  record NotServed(String reason) implements RefreshResult {
    @Override
    public Optional<MetadataLocation> served() {
      return Optional.empty();
    }
  }
}
