package io.lakehousesync.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All keys that mean something: ours, and those of the components on the class path. */
final class KnownKeys {
  private static final List<Key<?>> OURS =
      Stream.of(SyncKeys.POSTGRES, SyncKeys.OTHERS, MaintenanceKeys.ALL, TableKeys.ALL)
          .<Key<?>>flatMap(List::stream)
          .toList();

  private final Map<String, Key<?>> byName = new LinkedHashMap<>();
  private final Components<LocatorProvider> locators;
  private final Components<RefresherProvider> refreshers;

  KnownKeys(Components<LocatorProvider> locators, Components<RefresherProvider> refreshers) {
    this.locators = locators;
    this.refreshers = refreshers;
    Stream.of(OURS, locators.keys(), refreshers.keys())
        .flatMap(List::stream)
        .forEach(key -> byName.putIfAbsent(key.name(), key));
  }

  List<Key<?>> all() {
    return List.copyOf(byName.values());
  }

  Optional<Key<?>> find(String name) {
    Key<?> key = byName.get(name);
    return key != null
        ? Optional.of(key)
        : Settings.tableOf(name)
            .map(table -> byName.get("table." + Key.TABLE + name.substring(name.lastIndexOf('.'))));
  }

  /** What to say of a key that means nothing. */
  String unknown(String name) {
    int first = name.indexOf('.');
    int last = name.lastIndexOf('.');
    // Between two dots there may be nothing.
    String table = first + 1 < last ? name.substring(first + 1, last) : Key.TABLE;
    List<String> candidates =
        byName.keySet().stream().map(known -> known.replace(Key.TABLE, table)).toList();
    return "%s: there is no such key.%s"
        .formatted(
            name,
            Nearest.to(name, candidates)
                .map(" Did you mean %s?"::formatted)
                .orElseGet(
                    () ->
                        name.startsWith("table.") && table.equals(Key.TABLE)
                            ? " The keys of a table begin with table.<name>."
                            : ""));
  }

  /** Whether a key is one of ours, which always mean something. */
  static boolean isOurs(Key<?> key) {
    return OURS.stream().anyMatch(own -> own.name().equals(key.name()));
  }

  /** Which locators and refreshers read a key. */
  List<String> readersOf(Key<?> key) {
    List<String> readers = new ArrayList<>(locators.readersOf(key));
    readers.addAll(refreshers.readersOf(key));
    return readers;
  }
}
