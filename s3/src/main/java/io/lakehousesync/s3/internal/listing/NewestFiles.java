package io.lakehousesync.s3.internal.listing;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names with the two highest versions, out of all names that were added. Not thread-safe. */
final class NewestFiles {
  private final TreeMap<Long, List<MetadataName>> byVersion = new TreeMap<>();
  private @Nullable MetadataName hadoop;
  private @Nullable MetadataName numbered;

  void add(MetadataName name) {
    if (name.isHadoop()) {
      hadoop = later(hadoop, name);
    } else {
      numbered = later(numbered, name);
    }
    byVersion.computeIfAbsent(name.version(), version -> new ArrayList<>()).add(name);
    if (byVersion.size() > 2) {
      byVersion.pollFirstEntry();
    }
  }

  /** Adds the names with the version {@code fromVersion} or a higher version to {@code others}. */
  void addTo(NewestFiles others, long fromVersion) {
    byVersion.tailMap(fromVersion).values().forEach(names -> names.forEach(others::add));
  }

  boolean isEmpty() {
    return byVersion.isEmpty();
  }

  long newestVersion() {
    return byVersion.lastKey();
  }

  List<MetadataName> newest() {
    return byVersion.lastEntry().getValue();
  }

  private static MetadataName later(@Nullable MetadataName known, MetadataName name) {
    return known == null || name.version() >= known.version() ? name : known;
  }

  /**
   * Returns whether there are names of both forms. This happens if another catalog took over a
   * Hadoop table. That catalog starts to count again, so versions of the two forms cannot be
   * compared.
   */
  boolean isMixed() {
    return hadoop != null && numbered != null;
  }

  /** Returns the newest name of each form. */
  List<MetadataName> newestOfBoth() {
    return Stream.of(hadoop, numbered).filter(Objects::nonNull).toList();
  }

  /**
   * Returns whether the name alone proves the commit. A Hadoop table commits when it creates the
   * file with this name.
   */
  boolean isCommittedByName() {
    return newest().size() == 1 && newest().get(0).isHadoop();
  }

  /** Returns the names of the version before the newest version; empty if there are none. */
  List<MetadataName> before() {
    return byVersion.getOrDefault(newestVersion() - 1, List.of());
  }
}
