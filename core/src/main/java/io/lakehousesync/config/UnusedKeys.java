package io.lakehousesync.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds keys that belong to a locator or refresher that is not selected. Keys that begin with the
 * same word are reported together.
 */
final class UnusedKeys {
  private final KnownKeys known;
  private final Settings settings;
  private final LocatorProvider locator;
  private final RefresherProvider refresher;

  UnusedKeys(
      KnownKeys known, Settings settings, LocatorProvider locator, RefresherProvider refresher) {
    this.known = known;
    this.settings = settings;
    this.locator = locator;
    this.refresher = refresher;
  }

  /**
   * Unused keys that begin with the same word. {@code readers} are the locators and refreshers that
   * would use all of these keys if they were selected.
   */
  private record Group(List<String> names, Set<String> readers) {
    Group and(String name, List<String> readersOfIt) {
      Set<String> both = new LinkedHashSet<>(readers);
      both.retainAll(readersOfIt);
      return new Group(Stream.concat(names.stream(), Stream.of(name)).toList(), both);
    }
  }

  List<String> problems() {
    Set<String> read = new HashSet<>();
    Stream.of(locator.keys(), refresher.keys())
        .flatMap(List::stream)
        .forEach(key -> read.add(key.name()));
    Map<String, Group> groups = new LinkedHashMap<>();
    for (Key<?> key : known.all()) {
      if (!KnownKeys.isGeneral(key) && !read.contains(key.name())) {
        List<String> readers = known.readersOf(key);
        for (Settings one : ConfigurationCheck.places(key, settings)) {
          if (one.sets(key)) {
            String name = one.nameOf(key);
            groups.merge(
                name.replaceFirst("\\..*", ""),
                new Group(List.of(name), new LinkedHashSet<>(readers)),
                (before, unused) -> before.and(name, readers));
          }
        }
      }
    }
    return groups.values().stream().map(this::problem).toList();
  }

  private String problem(Group group) {
    boolean one = group.names.size() == 1;
    return "%s %s no effect with %s=%s and %s=%s: remove %s%s."
        .formatted(
            shown(group.names),
            one ? "has" : "have",
            SyncKeys.LOCATOR,
            locator.name(),
            SyncKeys.REFRESHER,
            refresher.name(),
            one ? "it" : "them",
            group.readers.isEmpty()
                ? ", because no locator or refresher reads all of them"
                : ", or set " + String.join(" or ", group.readers));
  }

  private static String shown(List<String> names) {
    return names.size() <= 3
        ? String.join(", ", names)
        : "%s, %s and %d other keys".formatted(names.get(0), names.get(1), names.size() - 2);
  }
}
