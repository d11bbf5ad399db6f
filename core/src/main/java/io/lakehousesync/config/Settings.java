package io.lakehousesync.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The values of a configuration. Each value is returned in the type that its key declares.
 * Immutable.
 *
 * <p>{@link #toString()} contains no secrets.
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

  /**
   * Returns the value of a key. If the key is not set, returns its default; empty if it has no
   * default.
   */
  public <T> Optional<T> find(Key<T> key) {
    Setting setting = values.get(nameOf(key));
    return setting == null
        ? key.defaultValue().map(key::parse)
        : Optional.of(key.parse(setting.value()));
  }

  /**
   * Returns the value of a key that is required or has a default.
   *
   * @throws IllegalStateException if the key has no value
   */
  public <T> T get(Key<T> key) {
    return find(key)
        .orElseThrow(() -> new IllegalStateException(nameOf(key) + " is not in the configuration"));
  }

  /**
   * Returns the value of a key for messages: as it was written, without secrets, and with
   * references to the environment instead of their values.
   */
  String shown(Key<?> key) {
    Setting setting = values.get(nameOf(key));
    return setting == null ? key.defaultValue().orElse("") : setting.shown();
  }

  /** Returns whether the configuration sets this key. */
  public boolean sets(Key<?> key) {
    return values.containsKey(nameOf(key));
  }

  /**
   * Returns the same settings for one table. If the name of a key contains {@link Key#TABLE}, the
   * returned settings replace this placeholder with the table's name.
   *
   * @param name the table's name in the keys
   */
  public Settings ofTable(String name) {
    return new Settings(values, name);
  }

  /** Returns the name of a key, with the name of the table in place of {@link Key#TABLE}. */
  public String nameOf(Key<?> key) {
    return key.name().replace(Key.TABLE, table);
  }

  /** Returns the names of the tables, in the order of their first keys. */
  public List<String> tableNames() {
    return names(TABLE_PREFIX);
  }

  /** Returns the names of the groups, in the order of their first keys. */
  List<String> groupNames() {
    return names(GroupKeys.PREFIX);
  }

  private List<String> names(String prefix) {
    return values.keySet().stream()
        .flatMap(name -> nameIn(name, prefix).stream())
        .distinct()
        .toList();
  }

  /**
   * Returns the table's name in a key: the part between {@code table.} and the last dot. Empty if
   * the key has no such part.
   */
  static Optional<String> tableOf(String name) {
    return nameIn(name, TABLE_PREFIX);
  }

  /** Returns the group's name in a key, as {@link #tableOf} does for a table. */
  static Optional<String> groupOf(String name) {
    return nameIn(name, GroupKeys.PREFIX);
  }

  private static Optional<String> nameIn(String key, String prefix) {
    int end = key.lastIndexOf('.');
    return key.startsWith(prefix) && end > prefix.length()
        ? Optional.of(key.substring(prefix.length(), end))
        : Optional.empty();
  }

  /** Returns the keys with their values, as they were written, without secrets. */
  @Override
  public String toString() {
    return new TreeMap<>(values)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue().shown())
            .collect(Collectors.joining(", ", "[", "]"));
  }
}
