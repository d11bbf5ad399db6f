package io.lakehousesync.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The values of a configuration, each of them checked for its key's form. Immutable.
 *
 * <p>No secret is in {@link #toString()}.
 */
public final class Settings {
  private static final String TABLE_PREFIX = "table.";

  private final Map<String, Setting> values;
  private final String table;

  private Settings(Map<String, Setting> values, String table) {
    this.values = values;
    this.table = table;
  }

  static Settings of(Map<String, Setting> values) {
    return new Settings(Collections.unmodifiableMap(new LinkedHashMap<>(values)), Key.TABLE);
  }

  /** The value of a key, or what holds where none is set; empty if there is none. */
  public <T> Optional<T> find(Key<T> key) {
    Setting setting = values.get(nameOf(key));
    return setting == null
        ? key.standard().map(key::parse)
        : Optional.of(key.parse(setting.value()));
  }

  /**
   * The value of a key that is required or has one where none is set.
   *
   * @throws IllegalStateException if it has none after all
   */
  public <T> T get(Key<T> key) {
    return find(key)
        .orElseThrow(() -> new IllegalStateException(nameOf(key) + " is not in the configuration"));
  }

  /** Whether the configuration sets this key itself. */
  public boolean sets(Key<?> key) {
    return values.containsKey(nameOf(key));
  }

  /**
   * The same settings, in which keys that each table has are those of one table.
   *
   * @param name the table's name in the keys
   */
  public Settings ofTable(String name) {
    return new Settings(values, name);
  }

  /** The name under which a key stands here. */
  public String nameOf(Key<?> key) {
    return key.name().replace(Key.TABLE, table);
  }

  /** The names of the tables, in the order in which they were first named. */
  public List<String> tableNames() {
    return values.keySet().stream()
        .filter(name -> tableOf(name).isPresent())
        .map(name -> tableOf(name).get())
        .distinct()
        .toList();
  }

  /** What stands between {@code table.} and the last dot. */
  static Optional<String> tableOf(String name) {
    int end = name.lastIndexOf('.');
    return name.startsWith(TABLE_PREFIX) && end > TABLE_PREFIX.length()
        ? Optional.of(name.substring(TABLE_PREFIX.length(), end))
        : Optional.empty();
  }

  /** Every key with its value, as the configuration wrote it, but for secrets. */
  @Override
  public String toString() {
    return new TreeMap<>(values)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue().shown())
            .collect(Collectors.joining(", ", "[", "]"));
  }
}
