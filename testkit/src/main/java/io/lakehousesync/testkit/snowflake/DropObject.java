package io.lakehousesync.testkit.snowflake;

/**
 * {@code DROP <kind> [IF EXISTS] name}. Source: docs.snowflake.com, "DROP &lt;object&gt;"
 * (/en/sql-reference/sql/drop). CASCADE and RESTRICT are refused; a database or schema goes with
 * all that it holds, and nothing comes back.
 */
record DropObject(boolean ifExists, ObjectReference reference) implements Statement {
  static DropObject parse(ObjectKind kind, TokenStream in) {
    boolean ifExists = in.accept("IF", "EXISTS");
    return new DropObject(ifExists, ObjectReference.parse(kind, in));
  }

  /** Needs OWNERSHIP. */
  @Override
  public void authorize(StatementContext context) {
    Securable object = reference.resolve(context.session());
    if (!ifExists || context.access().finds(object)) {
      context.access().requireOwnership(object);
    }
  }

  @Override
  public Result execute(StatementContext context) {
    Securable object = reference.resolve(context.session());
    Catalog catalog = context.catalog();
    if (ifExists && !context.access().finds(object)) {
      return Result.ddl(
          "Drop statement executed successfully (" + object.last() + " already dropped).");
    }
    Shelf<?> shelf = catalog.shelf(object);
    shelf.require(object.last());
    Dependents.check(object, catalog);
    shelf.drop(object.last());
    context.dropped(object);
    return Result.ddl(object.last() + " successfully dropped.");
  }
}
