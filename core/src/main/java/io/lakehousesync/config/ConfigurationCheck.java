package io.lakehousesync.config;

import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a configuration, and collects all its problems. */
final class ConfigurationCheck {
  private final KnownKeys known;

  /** Null if the values are literal. */
  private final @Nullable EnvironmentReferences references;

  private final List<String> problems;

  /** The names of the keys whose value is invalid. */
  private final Set<String> malformed = new HashSet<>();

  /**
   * Creates a check without values.
   *
   * @param environment the values that replace references; null if the values are literal
   */
  ConfigurationCheck(
      KnownKeys known, @Nullable Map<String, String> environment, List<String> problems) {
    this.known = known;
    this.problems = problems;
    this.references = environment == null ? null : new EnvironmentReferences(environment, problems);
  }

  List<String> problems() {
    return problems;
  }

  /** Returns the valid values of known keys. An empty value counts as not set. */
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
          String value = resolve(name, written).strip();
          if (problems.size() > before) {
            malformed.add(name);
          } else if (!value.isEmpty()) {
            form(name, key.get(), written, value).ifPresent(setting -> values.put(name, setting));
          }
        });
    return Settings.of(values);
  }

  private String resolve(String name, String written) {
    return references == null ? written : references.resolve(name, written);
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
                  Suggestion.of(value, key.choices())
                      .map(" Did you mean %s?"::formatted)
                      .orElse("")));
      return Optional.empty();
    }
  }

  void postgres(Settings settings, boolean givenByTheHost) {
    if (givenByTheHost) {
      for (Key<?> key : SyncKeys.POSTGRES) {
        if (settings.sets(key)) {
          problems.add(
              "%s has no effect, because SyncConfigurationReader.postgres(...) was called: remove the key."
                  .formatted(key));
        }
      }
    } else {
      complete(SyncKeys.POSTGRES, settings);
    }
  }

  /**
   * Checks each key of a selected component. If all of them are valid, the component checks its
   * keys together.
   *
   * @param undescribed whether there are tables that the configuration does not describe
   */
  void component(ComponentProvider<?> chosen, Settings settings, boolean undescribed) {
    boolean complete = true;
    for (Key<?> key : chosen.keys()) {
      if (undescribed && key.isRequired() && key.name().contains(Key.TABLE)) {
        problems.add(
            "%s needs %s for each table: describe each table in the configuration, and not by %s or in code."
                .formatted(chosen.name(), key, SyncKeys.INCLUDE));
      }
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

  /**
   * Returns whether all required keys are set. A key with an invalid value counts as set. Adds a
   * problem for each missing key.
   */
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

  /**
   * Returns the tables that the settings describe, and then the given ones.
   *
   * @param given the tables that the host describes in code
   */
  Map<String, SyncTable> tables(Settings settings, List<SyncTable> given) {
    Map<String, SyncTable> tables = new LinkedHashMap<>();
    Map<TableName, String> targets = new HashMap<>();
    for (String name : settings.tableNames()) {
      Settings own = settings.ofTable(name);
      if (complete(TableKeys.ALL, own)
          && TableKeys.ALL.stream().map(own::nameOf).noneMatch(malformed::contains)) {
        try {
          SyncTable table = TableKeys.table(name, own);
          tables.put(name, table);
          targetOf("table." + name, table, targets);
        } catch (IllegalArgumentException e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
    }
    for (SyncTable table : given) {
      String name = table.target().toString();
      if (tables.putIfAbsent(name, table) != null) {
        problems.add(
            "table.%s has the name of an Iceberg table that the application describes: choose another name."
                .formatted(name));
      }
      targetOf(table.source().toString(), table, targets);
    }
    problems.addAll(TablesByPattern.problems(settings));
    if (settings.sets(SyncKeys.SETUP_INTERVAL)
        && !settings.get(SyncKeys.SETUP_AUTO)
        && !malformed.contains(SyncKeys.SETUP_AUTO.name())) {
      problems.add(
          "%s has no effect without %s=true: remove it."
              .formatted(SyncKeys.SETUP_INTERVAL, SyncKeys.SETUP_AUTO));
    }
    if (given.isEmpty()
        && settings.tableNames().isEmpty()
        && !settings.sets(SyncKeys.INCLUDE)
        && !malformed.contains(SyncKeys.INCLUDE.name())
        && malformed.stream().noneMatch(name -> Settings.tableOf(name).isPresent())) {
      problems.add(
          "There is no table: set table.<name>.target for each table to keep in sync, or"
              + " tables.include.");
    }
    return tables;
  }

  private void targetOf(String name, SyncTable table, Map<TableName, String> targets) {
    String other = targets.put(table.target(), name);
    if (other != null) {
      problems.add(
          "%s and %s are both copied into %s: give each table its own Iceberg table."
              .formatted(other, name, table.target()));
    }
  }

  /** Checks for keys that no selected component reads. */
  void unusedKeys(
      Settings settings, Optional<LocatorProvider> locator, Optional<RefresherProvider> refresher) {
    if (locator.isPresent() && refresher.isPresent()) {
      problems.addAll(new UnusedKeys(known, settings, locator.get(), refresher.get()).problems());
    }
    if (!malformed.contains(MaintenanceKeys.MODE.name())) {
      problems.addAll(MaintenanceKeys.problems(settings));
    }
  }
}
