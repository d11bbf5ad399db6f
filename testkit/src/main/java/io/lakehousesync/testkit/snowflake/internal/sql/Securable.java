package io.lakehousesync.testkit.snowflake.internal.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * An object of the account on which privileges can be granted, by its kind and full name. The
 * account itself has no name.
 *
 * @param path the parts of its name
 */
public record Securable(ObjectKind kind, List<String> path) {
  public Securable {
    path = List.copyOf(path);
  }

  /** Returns an object that belongs to no database. */
  public static Securable of(ObjectKind kind, String name) {
    return new Securable(kind, List.of(name));
  }

  public static Securable account() {
    return new Securable(ObjectKind.ACCOUNT, List.of());
  }

  public static Securable schema(String database, String schema) {
    return new Securable(ObjectKind.SCHEMA, List.of(database, schema));
  }

  public static Securable inSchema(ObjectKind kind, ObjectName name) {
    return new Securable(kind, List.of(name.database(), name.schema(), name.name()));
  }

  public static Securable table(ObjectName name) {
    return inSchema(ObjectKind.TABLE, name);
  }

  public String last() {
    return path.get(path.size() - 1);
  }

  /** Returns its database and schema, the database first. */
  public List<Securable> containers() {
    List<Securable> containers = new ArrayList<>();
    if (path.size() > 1) {
      containers.add(of(ObjectKind.DATABASE, path.get(0)));
    }
    if (path.size() > 2) {
      containers.add(schema(path.get(0), path.get(1)));
    }
    return containers;
  }

  /** Returns whether this object is {@code other}, or a part of {@code other}. */
  public boolean isWithin(Securable other) {
    return equals(other) || containers().contains(other);
  }

  @Override
  public String toString() {
    return String.join(".", path);
  }
}
