package io.lakehousesync.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Of all names that it is shown, those of the two highest versions. Not thread-safe. */
final class Tips {
  private final TreeMap<Long, List<MetadataName>> byVersion = new TreeMap<>();

  void add(MetadataName name) {
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

  /** A Hadoop table commits by giving the file its name. */
  boolean isCommittedByName() {
    return newest().size() == 1 && newest().get(0).isHadoop();
  }

  /** The names of the version before the newest; empty if there are none. */
  List<MetadataName> before() {
    return byVersion.getOrDefault(newestVersion() - 1, List.of());
  }
}
