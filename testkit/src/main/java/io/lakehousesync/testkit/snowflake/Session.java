package io.lakehousesync.testkit.snowflake;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One login: its current objects, parameters and transaction. Thread-safe. */
final class Session {
  private final String id;
  private final Map<String, String> parameters = new TreeMap<>();
  private @Nullable String database;
  private @Nullable String schema;
  private @Nullable String role;
  private @Nullable String warehouse;
  private boolean ofTask;
  private @Nullable String taskReturnValue;
  private final TransactionScopes transactions = new TransactionScopes();

  Session(String id) {
    this.id = id;
    parameters.putAll(SessionParameters.defaults());
  }

  /** A session in which a task runs: it can set the task's return value. */
  static Session ofTask(String id) {
    Session session = new Session(id);
    session.ofTask = true;
    return session;
  }

  synchronized Optional<String> taskReturnValue() {
    return Optional.ofNullable(taskReturnValue);
  }

  synchronized void setTaskReturnValue(String value) {
    if (!ofTask) {
      throw SnowflakeError.task("SYSTEM$SET_RETURN_VALUE outside of a task");
    }
    taskReturnValue = value;
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

  /** Makes current what was before, which may be nothing. */
  synchronized void restore(Optional<String> formerDatabase, Optional<String> formerSchema) {
    database = formerDatabase.orElse(null);
    schema = formerSchema.orElse(null);
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

  /** Begins a transaction, unless one is open. */
  synchronized void begin(long sequence) {
    transactions.begin(sequence);
  }

  synchronized void commit() {
    transactions.commit();
  }

  synchronized void rollback() {
    transactions.rollback();
  }

  synchronized Optional<Transaction> openTransaction() {
    return transactions.current();
  }

  /** Runs DML in the open transaction, or in one of its own. */
  Result inTransaction(Catalog catalog, Function<Transaction, Result> dml) {
    Optional<Transaction> open = openTransaction();
    if (open.isPresent()) {
      return dml.apply(open.get());
    }
    begin(catalog.nextSequence());
    boolean keep = false;
    try {
      Result result = dml.apply(openTransaction().orElseThrow());
      keep = true;
      return result;
    } finally {
      if (!keep) {
        rollback();
      } else if (Boolean.parseBoolean(parameter("AUTOCOMMIT"))) {
        commit();
      }
    }
  }

  /** A procedure begins: transactions of its own are its own. */
  synchronized void enterProcedure() {
    transactions.enter();
  }

  /** A procedure ends; returns whether it left a transaction open, which is rolled back. */
  synchronized boolean leaveProcedure() {
    return transactions.leave();
  }

  /**
   * Whether a statement that wants to stand alone cannot: an open transaction, or no autocommit.
   */
  synchronized boolean isTransactional() {
    return openTransaction().isPresent() || !Boolean.parseBoolean(parameter("AUTOCOMMIT"));
  }

  /** What identifies the open transaction, if there is one. */
  synchronized Optional<String> transaction() {
    return openTransaction().map(Transaction::id);
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
