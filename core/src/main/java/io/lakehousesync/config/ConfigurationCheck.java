package io.lakehousesync.config;

import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks a configuration from top to bottom, and collects what is wrong. */
final class ConfigurationCheck {
  private final KnownKeys known;
  private final References references;
  private final List<String> problems;

  /** Keys that are there, with a value that is not of their form. */
  private final Set<String> malformed = new HashSet<>();

  ConfigurationCheck(KnownKeys known, Map<String, String> environment, List<String> problems) {
    this.known = known;
    this.problems = problems;
    this.references = new References(environment, problems);
  }

  List<String> problems() {
    return problems;
  }

  /** The values whose keys are known and which have the form of these. Empty ones count as none. */
  Settings values(Map<String, String> properties) {
    Map<String, Setting> values = new LinkedHashMap<>();
    properties.forEach(
        (name, written) -> {
          Optional<Key<?>> key = known.find(name);
          if (key.isEmpty()) {
            unknown(name);
            return;
          }
          int before = problems.size();
          String value = references.resolve(name, written).strip();
          if (problems.size() > before) {
            malformed.add(name);
          } else if (!value.isEmpty()) {
            form(name, key.get(), written, value).ifPresent(setting -> values.put(name, setting));
          }
        });
    return Settings.of(values);
  }

  private void unknown(String name) {
    Optional<String> artifact = Artifacts.ofKey(name);
    if (artifact.isPresent() && known.all().stream().noneMatch(key -> samePrefix(key, name))) {
      problems.add(
          "%s is a key of %s, which is not on the class path: add it as a dependency."
              .formatted(name, artifact.get()));
    } else {
      problems.add(known.unknown(name));
    }
  }

  private static boolean samePrefix(Key<?> key, String name) {
    return key.name().startsWith(name.replaceFirst("\\..*", "."));
  }

  private Optional<Setting> form(String name, Key<?> key, String written, String value) {
    try {
      key.parse(value);
      return Optional.of(Setting.of(key, written, value));
    } catch (IllegalArgumentException e) {
      malformed.add(name);
      problems.add(
          "%s=%s: must be %s.%s"
              .formatted(
                  name,
                  key.shown(written),
                  key.form(),
                  Nearest.to(value, key.choices()).map(" Did you mean %s?"::formatted).orElse("")));
      return Optional.empty();
    }
  }

  void postgres(Settings settings, boolean givenByTheHost) {
    if (givenByTheHost) {
      for (Key<?> key : SyncKeys.POSTGRES) {
        if (settings.sets(key)) {
          problems.add(
              "%s has no effect, for the host connects to PostgreSQL itself: leave it out."
                  .formatted(key));
        }
      }
    } else {
      complete(SyncKeys.POSTGRES, settings);
    }
  }

  /** What the chosen component says. */
  void component(ComponentProvider<?> chosen, Settings settings) {
    boolean complete = true;
    for (Key<?> key : chosen.keys()) {
      for (Settings one : places(key, settings)) {
        complete &= complete(List.of(key), one) && !malformed.contains(one.nameOf(key));
      }
    }
    if (complete) {
      problems.addAll(chosen.problems(settings));
    }
  }

  static List<Settings> places(Key<?> key, Settings settings) {
    return key.name().contains(Key.TABLE)
        ? settings.tableNames().stream().map(settings::ofTable).toList()
        : List.of(settings);
  }

  /** Whether all that are required are there, though perhaps malformed. */
  private boolean complete(List<Key<?>> keys, Settings settings) {
    boolean complete = true;
    for (Key<?> key : keys) {
      String name = settings.nameOf(key);
      if (key.isRequired() && !settings.sets(key) && !malformed.contains(name)) {
        problems.add("%s is missing: set it to %s.".formatted(name, key.form()));
        complete = false;
      }
    }
    return complete;
  }

  Map<String, SyncTable> tables(Settings settings) {
    Map<String, SyncTable> tables = new LinkedHashMap<>();
    Map<TableName, String> targets = new HashMap<>();
    for (String name : settings.tableNames()) {
      Settings own = settings.ofTable(name);
      if (complete(TableKeys.ALL, own)
          && TableKeys.ALL.stream().map(own::nameOf).noneMatch(malformed::contains)) {
        try {
          SyncTable table = TableKeys.table(name, own);
          tables.put(name, table);
          String other = targets.put(table.target(), name);
          if (other != null) {
            problems.add(
                "table.%s and table.%s are both copied into %s: give each its own Iceberg table."
                    .formatted(other, name, table.target()));
          }
        } catch (IllegalArgumentException e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
    }
    if (settings.tableNames().isEmpty()
        && malformed.stream().noneMatch(name -> Settings.tableOf(name).isPresent())) {
      problems.add("There is no table: set table.<name>.target for each table to keep in sync.");
    }
    return tables;
  }

  /** Keys that nobody reads, as everything else was chosen. */
  void effects(
      Settings settings, Optional<LocatorProvider> locator, Optional<RefresherProvider> refresher) {
    if (locator.isPresent() && refresher.isPresent()) {
      problems.addAll(new Effects(known, settings, locator.get(), refresher.get()).problems());
    }
    if (!malformed.contains(MaintenanceKeys.MODE.name())) {
      problems.addAll(MaintenanceKeys.problems(settings));
    }
  }
}
