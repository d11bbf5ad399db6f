package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.account.Dependents;
import io.lakehousesync.testkit.snowflake.internal.account.NamedObjects;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.function.Supplier;

/** The part of CREATE that is common to all kinds of objects: what happens if the object exists. */
record Creation(Securable object, CreateMode mode) {
  /**
   * Adds the object that {@code make} creates. Does nothing if the object exists and IF NOT EXISTS
   * was given.
   *
   * @return whether it was added
   * @throws SnowflakeError 002002 if the object exists, 003041 if it exists and the role has no
   *     privilege on it, 003001 if it would be replaced but another role owns it, 099907 if it
   *     would be replaced but is in use
   */
  <T> boolean on(NamedObjects<T> objects, Supplier<T> make, StatementContext context) {
    requireNoLinkedDatabase(context);
    if (objects.find(object.last()).isPresent()) {
      if (!context.access().sees(object)) {
        throw SnowflakeError.existsUnseen(object);
      }
      switch (mode) {
        case FAIL_IF_EXISTS -> throw SnowflakeError.alreadyExists(object.kind(), object.toString());
        case IF_NOT_EXISTS -> {
          return false;
        }
        case OR_REPLACE -> {
          context.access().requireWithoutContainers(object, Grant.OWNERSHIP);
          Dependents.checkReplaceable(object, context.account());
        }
      }
    }
    boolean created = objects.create(object.last(), make.get(), mode);
    if (created) {
      context.created(object);
    }
    return created;
  }

  /**
   * Checks that the object is not in a linked database, because a linked database contains only the
   * objects of its catalog.
   */
  private void requireNoLinkedDatabase(StatementContext context) {
    for (Securable container : object.containers()) {
      if (container.kind() == ObjectKind.DATABASE
          && context.account().databases().require(container.last()).link().isPresent()) {
        throw SnowflakeError.notSupported(
            "'%s' is a catalog-linked database.".formatted(container.last()));
      }
    }
  }

  /** Returns the result of a statement that created an object, or that found an existing one. */
  static Result status(boolean created, String label, String name) {
    return Result.ddl(
        created
            ? label + " " + name + " successfully created."
            : name + " already exists, statement succeeded.");
  }
}
