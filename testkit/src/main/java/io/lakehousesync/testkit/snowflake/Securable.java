package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.List;

/**
 * An object of the account by its kind and full name: what privileges are granted on. The account
 * itself has no name.
 *
 * @param path the names that lead to it, its own last
 */
record Securable(ObjectKind kind, List<String> path) {
  Securable {
    path = List.copyOf(path);
  }

  /** An object that stands in no database. */
  static Securable of(ObjectKind kind, String name) {
    return new Securable(kind, List.of(name));
  }

  static Securable account() {
    return new Securable(ObjectKind.ACCOUNT, List.of());
  }

  static Securable schema(String database, String schema) {
    return new Securable(ObjectKind.SCHEMA, List.of(database, schema));
  }

  static Securable inSchema(ObjectKind kind, TableName name) {
    return new Securable(kind, List.of(name.database(), name.schema(), name.table()));
  }

  static Securable table(TableName name) {
    return inSchema(ObjectKind.TABLE, name);
  }

  String last() {
    return path.get(path.size() - 1);
  }

  /** The database and the schema that it stands in, the database first. */
  List<Securable> containers() {
    List<Securable> containers = new ArrayList<>();
    if (path.size() > 1) {
      containers.add(of(ObjectKind.DATABASE, path.get(0)));
    }
    if (path.size() > 2) {
      containers.add(schema(path.get(0), path.get(1)));
    }
    return containers;
  }

  /** Whether it is {@code other}, or stands in it. */
  boolean isWithin(Securable other) {
    return equals(other) || containers().contains(other);
  }

  @Override
  public String toString() {
    return String.join(".", path);
  }
}
