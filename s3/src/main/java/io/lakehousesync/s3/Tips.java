package io.lakehousesync.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Of all names that it is shown, those of the two highest versions. Not thread-safe. */
final class Tips {
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

  /** Shows all of these from a version on to others. */
  void addTo(Tips others, long fromVersion) {
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
   * Whether there are names of both forms: a Hadoop table that another catalog took over. The
   * latter begins to count anew, so that versions of one form say nothing about the other's.
   */
  boolean isMixed() {
    return hadoop != null && numbered != null;
  }

  /** The newest name of each form. */
  List<MetadataName> newestOfBoth() {
    return Stream.of(hadoop, numbered).filter(Objects::nonNull).toList();
  }

  /** A Hadoop table commits by giving the file its name. */
  boolean isCommittedByName() {
    return newest().size() == 1 && newest().get(0).isHadoop();
  }

  /** The names of the version before the newest; empty if there are none. */
  List<MetadataName> before() {
    return byVersion.getOrDefault(newestVersion() - 1, List.of());
  }
}
