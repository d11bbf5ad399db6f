package io.lakehousesync.testkit.snowflake.internal.account;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The objects of one kind in one schema, database or account, by name. Thread-safe. */
public final class NamedObjects<T> {
  private final ObjectKind kind;
  private final SortedMap<String, T> objects = new TreeMap<>();

  NamedObjects(ObjectKind kind) {
    this.kind = kind;
  }

  /**
   * Adds an object.
   *
   * @return whether the object was added; false if it exists and {@code mode} is {@link
   *     CreateMode#IF_NOT_EXISTS}
   * @throws SnowflakeError 002002 if the object exists and {@code mode} is {@link
   *     CreateMode#FAIL_IF_EXISTS}
   */
  public synchronized boolean create(String name, T object, CreateMode mode) {
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

  public synchronized Optional<T> find(String name) {
    return Optional.ofNullable(objects.get(name));
  }

  /**
   * Returns an object.
   *
   * @throws SnowflakeError 002003 if it does not exist
   */
  public T require(String name) {
    return find(name).orElseThrow(() -> SnowflakeError.doesNotExist(kind, name));
  }

  /** Replaces an existing object with the result of {@code change}. */
  public synchronized void update(String name, UnaryOperator<T> change) {
    objects.put(name, change.apply(require(name)));
  }

  /** Removes an object. Returns whether it existed. */
  public synchronized boolean drop(String name) {
    return objects.remove(name) != null;
  }

  ObjectKind kind() {
    return kind;
  }

  /** Returns the objects by their names, sorted by name. */
  public synchronized SortedMap<String, T> named() {
    return new TreeMap<>(objects);
  }

  /** Returns the objects, sorted by name. */
  public synchronized List<T> all() {
    return List.copyOf(objects.values());
  }
}
