package io.lakehousesync.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * What a {@link MetadataLocator} found for one Iceberg table. The type states how much is known
 * about the file. A report has a freshness lag only if the file is {@link Committed}.
 */
public sealed interface LocatedMetadata {
  /** Returns the metadata file that the catalog may serve; empty for {@link Unconfirmed}. */
  Optional<MetadataLocation> location();

  /**
   * The metadata file of the newest snapshot that was committed when the locator was asked.
   *
   * @param newest the file
   */
  record Committed(MetadataLocation newest) implements LocatedMetadata {
    /** Checks that the file is given. */
    public Committed {
      Objects.requireNonNull(newest, "newest");
    }

    @Override
    public Optional<MetadataLocation> location() {
      return Optional.of(newest);
    }
  }

  /**
   * A metadata file that may be older than the newest commit. If the locator is configured to
   * accept unconfirmed files, the file may also belong to a commit that failed. The catalog can
   * serve the file, but then the freshness lag is unknown.
   *
   * @param file the file
   */
  record Listed(MetadataLocation file) implements LocatedMetadata {
    /** Checks that the file is given. */
    public Listed {
      Objects.requireNonNull(file, "file");
    }

    @Override
    public Optional<MetadataLocation> location() {
      return Optional.of(file);
    }
  }

  /**
   * The table has metadata files, but none of them is known to be committed. The catalog is not
   * refreshed, and the next run asks the locator again.
   *
   * @param reason why no file is known to be committed, as one sentence
   */
  record Unconfirmed(String reason) implements LocatedMetadata {
    /** Checks that a reason is given. */
    public Unconfirmed {
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public Optional<MetadataLocation> location() {
      return Optional.empty();
    }
  }
}
