package io.lakehousesync.testkit.snowflake;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One login: its current objects, parameters and transaction. Thread-safe. */
final class Session {
  private final String id;
  private final Map<String, String> parameters = new TreeMap<>();
  private @Nullable String database;
  private @Nullable String schema;
  private @Nullable String role;
  private @Nullable String warehouse;
  private boolean transactionOpen;

  Session(String id) {
    this.id = id;
    parameters.putAll(SessionParameters.defaults());
  }

  String id() {
    return id;
  }

  synchronized Optional<String> database() {
    return Optional.ofNullable(database);
  }

  synchronized Optional<String> schema() {
    return Optional.ofNullable(schema);
  }

  synchronized Optional<String> role() {
    return Optional.ofNullable(role);
  }

  /** The role that statements are executed with. */
  String currentRole() {
    return role().orElse(Grants.ADMIN);
  }

  synchronized Optional<String> warehouse() {
    return Optional.ofNullable(warehouse);
  }

  String requireDatabase() {
    return database().orElseThrow(() -> SnowflakeError.noCurrent(ObjectKind.DATABASE));
  }

  String requireSchema() {
    return schema().orElseThrow(() -> SnowflakeError.noCurrent(ObjectKind.SCHEMA));
  }

  /** Makes a database current, with the schema PUBLIC if it has one. */
  synchronized void use(Database current) {
    database = current.name();
    schema = current.schemas().find("PUBLIC").map(Schema::name).orElse(null);
  }

  synchronized void use(String currentDatabase, String currentSchema) {
    database = currentDatabase;
    schema = currentSchema;
  }

  /** Leaves a database that is gone, or a schema. */
  synchronized void leave(Securable gone) {
    if (gone.kind() == ObjectKind.DATABASE && gone.last().equals(database)) {
      database = null;
      schema = null;
    } else if (gone.kind() == ObjectKind.SCHEMA
        && gone.path().get(0).equals(database)
        && gone.last().equals(schema)) {
      schema = null;
    }
  }

  synchronized void useRole(String name) {
    role = name;
  }

  synchronized void useWarehouse(String name) {
    warehouse = name;
  }

  synchronized void begin() {
    transactionOpen = true;
  }

  /** Commits or rolls back, which for this stand-in is the same. */
  synchronized void endTransaction() {
    transactionOpen = false;
  }

  /**
   * Whether a statement that wants to stand alone cannot: an open transaction, or no autocommit.
   */
  synchronized boolean isTransactional() {
    return transactionOpen || !Boolean.parseBoolean(parameter("AUTOCOMMIT"));
  }

  /** What identifies the open transaction, if there is one. */
  synchronized Optional<String> transaction() {
    return transactionOpen ? Optional.of(id) : Optional.empty();
  }

  synchronized String parameter(String name) {
    return Objects.requireNonNull(parameters.get(name), name);
  }

  synchronized void setParameter(String name, String value) {
    parameters.put(name, value);
  }

  synchronized Map<String, String> parameters() {
    return Map.copyOf(parameters);
  }
}
