package io.lakehousesync.testkit.snowflake.internal.session;

import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Transaction;
import io.lakehousesync.testkit.snowflake.internal.sql.NameScope;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The session of one login: its current objects, parameters and transaction. Thread-safe. */
public final class Session implements NameScope {
  private final String id;
  private final Map<String, String> parameters = new TreeMap<>();
  private @Nullable String database;
  private @Nullable String schema;
  private @Nullable String role;
  private @Nullable String warehouse;
  private boolean ofTask;
  private @Nullable String taskReturnValue;
  private final TransactionScopes transactions = new TransactionScopes();

  public Session(String id) {
    this.id = id;
    parameters.putAll(SessionParameters.defaults());
  }

  /** Creates a session for a run of a task, which can set the task's return value. */
  public static Session ofTask(String id) {
    Session session = new Session(id);
    session.ofTask = true;
    return session;
  }

  public synchronized Optional<String> taskReturnValue() {
    return Optional.ofNullable(taskReturnValue);
  }

  public synchronized void setTaskReturnValue(String value) {
    if (!ofTask) {
      throw SnowflakeError.task("SYSTEM$SET_RETURN_VALUE is called outside of a task");
    }
    taskReturnValue = value;
  }

  public String id() {
    return id;
  }

  public synchronized Optional<String> database() {
    return Optional.ofNullable(database);
  }

  public synchronized Optional<String> schema() {
    return Optional.ofNullable(schema);
  }

  public synchronized Optional<String> role() {
    return Optional.ofNullable(role);
  }

  /** Returns the role that executes statements. */
  public String currentRole() {
    return role().orElse(Grants.ADMIN);
  }

  public synchronized Optional<String> warehouse() {
    return Optional.ofNullable(warehouse);
  }

  /**
   * Checks that the session has a warehouse, which then runs.
   *
   * @throws SnowflakeError 000606 if it has none
   */
  public void requireWarehouse() {
    if (warehouse().isEmpty()) {
      throw SnowflakeError.noWarehouse();
    }
  }

  @Override
  public String requireDatabase() {
    return database().orElseThrow(() -> SnowflakeError.noCurrent(ObjectKind.DATABASE));
  }

  @Override
  public String requireSchema() {
    return schema().orElseThrow(() -> SnowflakeError.noCurrent(ObjectKind.SCHEMA));
  }

  public synchronized void use(String currentDatabase, String currentSchema) {
    database = currentDatabase;
    schema = currentSchema;
  }

  /** Sets the current database and schema. An empty value unsets them. */
  public synchronized void use(Optional<String> currentDatabase, Optional<String> currentSchema) {
    database = currentDatabase.orElse(null);
    schema = currentSchema.orElse(null);
  }

  /** Unsets the current database or schema if it was dropped. */
  public synchronized void leave(Securable gone) {
    if (gone.kind() == ObjectKind.DATABASE && gone.last().equals(database)) {
      database = null;
      schema = null;
    } else if (gone.kind() == ObjectKind.SCHEMA
        && gone.path().get(0).equals(database)
        && gone.last().equals(schema)) {
      schema = null;
    }
  }

  public synchronized void useRole(String name) {
    role = name;
  }

  public synchronized void useWarehouse(String name) {
    warehouse = name;
  }

  /** Begins a transaction, unless one is open. */
  public synchronized void begin(long sequence) {
    transactions.begin(sequence);
  }

  public synchronized void commit() {
    transactions.commit();
  }

  public synchronized void rollback() {
    transactions.rollback();
  }

  public synchronized Optional<Transaction> openTransaction() {
    return transactions.current();
  }

  /** Runs DML in the open transaction, or in its own transaction. */
  public <T> T inTransaction(LongSupplier sequence, Function<Transaction, T> dml) {
    Optional<Transaction> open = openTransaction();
    if (open.isPresent()) {
      return dml.apply(open.get());
    }
    begin(sequence.getAsLong());
    boolean keep = false;
    try {
      T result = dml.apply(openTransaction().orElseThrow());
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

  /**
   * Begins a procedure. The transactions of the procedure are separate from the transactions
   * outside of it.
   */
  public synchronized void enterProcedure() {
    transactions.enter();
  }

  /** Ends a procedure. If the procedure left a transaction open, rolls it back and returns true. */
  public synchronized boolean leaveProcedure() {
    return transactions.leave();
  }

  /** Returns whether statements are part of a transaction: one is open, or AUTOCOMMIT is off. */
  public synchronized boolean isTransactional() {
    return openTransaction().isPresent() || !Boolean.parseBoolean(parameter("AUTOCOMMIT"));
  }

  /** Returns the id of the open transaction, if there is one. */
  public synchronized Optional<String> transaction() {
    return openTransaction().map(Transaction::id);
  }

  public synchronized String parameter(String name) {
    return Objects.requireNonNull(parameters.get(name), name);
  }

  public synchronized void setParameter(String name, String value) {
    parameters.put(name, value);
  }

  public synchronized Map<String, String> parameters() {
    return Map.copyOf(parameters);
  }
}
