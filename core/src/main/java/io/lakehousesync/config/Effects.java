package io.lakehousesync.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Finds keys that only components read which were not chosen: one problem for those of a kind. */
final class Effects {
  private final KnownKeys known;
  private final Settings settings;
  private final LocatorProvider locator;
  private final RefresherProvider refresher;

  Effects(
      KnownKeys known, Settings settings, LocatorProvider locator, RefresherProvider refresher) {
    this.known = known;
    this.settings = settings;
    this.locator = locator;
    this.refresher = refresher;
  }

  /** Keys without effect that begin with the same word, and who would read all of them. */
  private record Group(List<String> names, Set<String> readers) {}

  List<String> problems() {
    Set<String> read = new HashSet<>();
    Stream.of(locator.keys(), refresher.keys())
        .flatMap(List::stream)
        .forEach(key -> read.add(key.name()));
    Map<String, Group> groups = new LinkedHashMap<>();
    for (Key<?> key : known.all()) {
      if (!KnownKeys.isOurs(key) && !read.contains(key.name())) {
        for (Settings one : ConfigurationCheck.places(key, settings)) {
          if (one.sets(key)) {
            add(groups, key, one.nameOf(key));
          }
        }
      }
    }
    return groups.values().stream().map(this::problem).toList();
  }

  private void add(Map<String, Group> groups, Key<?> key, String name) {
    List<String> readers = known.readersOf(key);
    String kind = name.substring(0, name.indexOf('.'));
    Group group =
        groups.computeIfAbsent(
            kind, unused -> new Group(new ArrayList<>(), new LinkedHashSet<>(readers)));
    group.names.add(name);
    if (readers.stream().anyMatch(group.readers::contains)) {
      group.readers.retainAll(readers);
    } else {
      group.readers.addAll(readers);
    }
  }

  private String problem(Group group) {
    boolean one = group.names.size() == 1;
    return "%s %s no effect with %s=%s and %s=%s: leave %s out, or choose %s."
        .formatted(
            shown(group.names),
            one ? "has" : "have",
            SyncKeys.LOCATOR,
            locator.name(),
            SyncKeys.REFRESHER,
            refresher.name(),
            one ? "it" : "them",
            String.join(" or ", group.readers));
  }

  private static String shown(List<String> names) {
    return names.size() <= 3
        ? String.join(", ", names)
        : "%s, %s and %d other keys".formatted(names.get(0), names.get(1), names.size() - 2);
  }
}
