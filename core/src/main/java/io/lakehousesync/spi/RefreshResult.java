package io.lakehousesync.spi;

import io.lakehousesync.text.Printable;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The result of a refresh: what is known about the catalog afterwards. */
public sealed interface RefreshResult {
  /** Returns the snapshot that the catalog serves according to the read-back; empty if unknown. */
  Optional<MetadataLocation> served();

  /**
   * Returns the result of a refresh that moved the catalog to a snapshot. The catalog has confirmed
   * that it serves the snapshot.
   *
   * @param location the snapshot's metadata file, as the catalog named it
   */
  static Refreshed refreshed(MetadataLocation location) {
    return new Refreshed(location, Optional.empty(), Optional.empty());
  }

  /** The catalog was moved to the snapshot, and has confirmed that it serves the snapshot. */
  final class Refreshed implements RefreshResult {
    private final MetadataLocation location;
    private final Optional<String> reference;
    private final Optional<String> tag;

    private Refreshed(MetadataLocation location, Optional<String> reference, Optional<String> tag) {
      this.location = Objects.requireNonNull(location, "location");
      this.reference = reference;
      this.tag = tag;
    }

    /** Returns the snapshot's metadata file, as the catalog named it. */
    public MetadataLocation location() {
      return location;
    }

    /**
     * Returns the catalog's id of the refresh, such as a query id; empty if the catalog has no such
     * id, or if its answer was lost.
     */
    public Optional<String> reference() {
      return reference;
    }

    /** Returns the same result with the catalog's id of the refresh. */
    public Refreshed withReference(String reference) {
      return new Refreshed(location, Optional.of(reference), tag);
    }

    /**
     * Returns the tag of the refresh in the catalog's history, such as a query tag; empty if the
     * refresh has no tag.
     */
    public Optional<String> tag() {
      return tag;
    }

    /** Returns the same result with the tag of the refresh in the catalog's history. */
    public Refreshed withTag(String tag) {
      return new Refreshed(location, reference, Optional.of(tag));
    }

    @Override
    public Optional<MetadataLocation> served() {
      return Optional.of(location);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Refreshed that
          && location.equals(that.location)
          && reference.equals(that.reference)
          && tag.equals(that.tag);
    }

    @Override
    public int hashCode() {
      return Objects.hash(location, reference, tag);
    }

    @Override
    public String toString() {
      return Printable.escape(
          "refreshed to %s%s%s"
              .formatted(
                  location.uri(),
                  reference.map(", reference "::concat).orElse(""),
                  tag.map(", tag "::concat).orElse("")));
    }
  }

  /**
   * The catalog already served the snapshot.
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
   * The catalog was not asked, because no metadata file is known to be committed. The next run
   * tries again.
   *
   * @param reason why no refresh was possible, as one sentence
   */
  record Deferred(String reason) implements RefreshResult {
    @Override
    public Optional<MetadataLocation> served() {
      return Optional.empty();
    }
  }

  /**
   * No catalog serves the table.
   *
   * @param reason why no catalog serves the table, as a text for reports
   */
  record NotServed(String reason) implements RefreshResult {
    @Override
    public Optional<MetadataLocation> served() {
      return Optional.empty();
    }
  }
}
