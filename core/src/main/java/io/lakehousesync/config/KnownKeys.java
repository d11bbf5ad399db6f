package io.lakehousesync.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All known keys: the general keys, and the keys of the components on the class path. */
final class KnownKeys {
  private static final List<Key<?>> GENERAL =
      Stream.of(
              SyncKeys.POSTGRES, SyncKeys.OTHERS, MaintenanceKeys.ALL, TableKeys.ALL, GroupKeys.ALL)
          .<Key<?>>flatMap(List::stream)
          .toList();

  private final Map<String, Key<?>> byName = new LinkedHashMap<>();
  private final Components<LocatorProvider> locators;
  private final Components<RefresherProvider> refreshers;

  KnownKeys(Components<LocatorProvider> locators, Components<RefresherProvider> refreshers) {
    this.locators = locators;
    this.refreshers = refreshers;
    Stream.of(GENERAL, locators.keys(), refreshers.keys())
        .flatMap(List::stream)
        .forEach(key -> byName.putIfAbsent(key.name(), key));
  }

  List<Key<?>> all() {
    return List.copyOf(byName.values());
  }

  Optional<Key<?>> find(String name) {
    Key<?> key = byName.get(name);
    if (key != null) {
      return Optional.of(key);
    }
    String attribute = name.substring(name.lastIndexOf('.') + 1);
    return Settings.tableOf(name)
        .<Key<?>>map(table -> byName.get("table.%s.%s".formatted(Key.TABLE, attribute)))
        .or(
            () ->
                Settings.groupOf(name)
                    .map(group -> byName.get("group.%s.%s".formatted(Key.TABLE, attribute))));
  }

  /** Returns the problem for an unknown key. */
  String unknown(String name) {
    int first = name.indexOf('.');
    int last = name.lastIndexOf('.');
    // The table's name is empty in a key such as "table..target".
    String table = first + 1 < last ? name.substring(first + 1, last) : Key.TABLE;
    boolean ofTable =
        (name.startsWith("table.") || name.startsWith(GroupKeys.PREFIX)) && first < last;
    String prefix = name.substring(0, first + 1);
    List<String> candidates =
        byName.keySet().stream()
            .filter(known -> !ofTable || known.startsWith(prefix))
            .map(known -> known.replace(Key.TABLE, table))
            .toList();
    return "%s: there is no such key.%s"
        .formatted(
            name,
            Suggestion.of(name, candidates)
                .map(" Did you mean %s?"::formatted)
                .orElseGet(
                    () ->
                        name.startsWith("table.") && table.equals(Key.TABLE)
                            ? " The keys of a table begin with table.<name>."
                            : ""));
  }

  /** Returns whether a key is general: it has an effect with every component. */
  static boolean isGeneral(Key<?> key) {
    return GENERAL.stream().anyMatch(own -> own.name().equals(key.name()));
  }

  /** Returns the locators and refreshers that read a key. */
  List<String> readersOf(Key<?> key) {
    List<String> readers = new ArrayList<>(locators.readersOf(key));
    readers.addAll(refreshers.readersOf(key));
    return readers;
  }
}
