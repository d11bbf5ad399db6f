package io.lakehousesync.testkit.snowflake;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The objects of one kind in one place, by name. Thread-safe. */
final class Shelf<T> {
  private final ObjectKind kind;
  private final SortedMap<String, T> objects = new TreeMap<>();

  Shelf(ObjectKind kind) {
    this.kind = kind;
  }

  /**
   * Puts an object on the shelf.
   *
   * @return whether the shelf has changed: with {@link CreateMode#IF_NOT_EXISTS} it may not
   * @throws SnowflakeError 002002 if it exists and {@code mode} does not allow for that
   */
  synchronized boolean create(String name, T object, CreateMode mode) {
    if (objects.containsKey(name)) {
      switch (mode) {
        case FAIL_IF_EXISTS -> throw SnowflakeError.alreadyExists(kind, name);
        case IF_NOT_EXISTS -> {
          return false;
        }
        case OR_REPLACE -> {}
      }
    }
    objects.put(name, object);
    return true;
  }

  synchronized Optional<T> find(String name) {
    return Optional.ofNullable(objects.get(name));
  }

  /** Returns the object, or fails with 002003. */
  T require(String name) {
    return find(name).orElseThrow(() -> SnowflakeError.doesNotExist(kind, name));
  }

  /** Replaces an object that is there by what {@code change} makes of it. */
  synchronized void update(String name, UnaryOperator<T> change) {
    objects.put(name, change.apply(require(name)));
  }

  /** Removes an object; returns whether it was there. */
  synchronized boolean drop(String name) {
    return objects.remove(name) != null;
  }

  ObjectKind kind() {
    return kind;
  }

  /** The objects by their names, in the order of these. */
  synchronized SortedMap<String, T> named() {
    return new TreeMap<>(objects);
  }

  /** The objects in the order of their names. */
  synchronized List<T> all() {
    return List.copyOf(objects.values());
  }
}
