package io.lakehousesync.testkit.snowflake;

import java.util.function.Supplier;

/** The part of a CREATE that all kinds of objects share: what happens if there is one already. */
record Creation(Securable object, CreateMode mode) {
  /**
   * Puts the object that {@code make} makes on its shelf, unless there is one and IF NOT EXISTS was
   * given.
   *
   * @return whether it is new
   * @throws SnowflakeError 002002 if it exists, 003041 if the role has no privilege on it, 003001
   *     if it is to be replaced and belongs to another role, 099907 if it is in use
   */
  <T> boolean on(Shelf<T> shelf, Supplier<T> make, StatementContext context) {
    requireNoLinkedDatabase(context);
    if (shelf.find(object.last()).isPresent()) {
      if (!context.access().sees(object)) {
        throw SnowflakeError.existsUnseen(object);
      }
      switch (mode) {
        case FAIL_IF_EXISTS -> throw SnowflakeError.alreadyExists(object.kind(), object.toString());
        case IF_NOT_EXISTS -> {
          return false;
        }
        case OR_REPLACE -> {
          context.access().requireHere(object, Grant.OWNERSHIP);
          Dependents.checkReplaceable(object, context.catalog());
        }
      }
    }
    boolean created = shelf.create(object.last(), make.get(), mode);
    if (created) {
      context.created(object);
    }
    return created;
  }

  /** In a linked database there is what its catalog has. */
  private void requireNoLinkedDatabase(StatementContext context) {
    for (Securable container : object.containers()) {
      if (container.kind() == ObjectKind.DATABASE
          && context.catalog().databases().require(container.last()).link().isPresent()) {
        throw SnowflakeError.notSupported(
            "'%s' is a catalog-linked database.".formatted(container.last()));
      }
    }
  }

  /** The status of a statement that created an object, or found it. */
  static Result status(boolean created, String label, String name) {
    return Result.ddl(
        created
            ? label + " " + name + " successfully created."
            : name + " already exists, statement succeeded.");
  }
}
