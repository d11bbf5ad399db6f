package io.lakehousesync.testkit.snowflake;

import java.util.List;

/**
 * {@code DROP STAGE | STREAM | TABLE | PROCEDURE | TASK [IF EXISTS] name}, a procedure with its
 * empty list of arguments. Source: docs.snowflake.com, "DROP &lt;object&gt;"
 * (/en/sql-reference/sql/drop). UNDROP does not exist here.
 */
record DropPipelineObject(ObjectKind kind, boolean ifExists, QualifiedName name)
    implements Statement {
  private static final List<ObjectKind> KINDS =
      List.of(
          ObjectKind.STAGE,
          ObjectKind.STREAM,
          ObjectKind.TABLE,
          ObjectKind.PROCEDURE,
          ObjectKind.TASK);

  static boolean isNext(TokenStream in) {
    return KINDS.stream().anyMatch(kind -> in.isNext("DROP", kind.name()));
  }

  static DropPipelineObject parse(TokenStream in) {
    in.expect("DROP");
    ObjectKind kind =
        KINDS.stream().filter(each -> in.accept(each.name())).findFirst().orElseThrow();
    boolean ifExists = in.accept("IF", "EXISTS");
    QualifiedName name = QualifiedName.parse(in);
    if (kind == ObjectKind.PROCEDURE) {
      in.expectSymbol("(");
      in.expectSymbol(")");
    }
    return new DropPipelineObject(kind, ifExists, name);
  }

  /** Needs OWNERSHIP. */
  @Override
  public void authorize(StatementContext context) {
    Securable object = Securable.inSchema(kind, name.table(context.session()));
    if (!ifExists || context.access().finds(object)) {
      context.access().requireOwnership(object);
    }
  }

  @Override
  public Result execute(StatementContext context) {
    TableName full = name.table(context.session());
    if (ifExists && !context.access().finds(Securable.inSchema(kind, full))) {
      return alreadyDropped();
    }
    Shelf<?> shelf = context.catalog().pipeline(full).shelf(kind);
    shelf.require(full.table());
    if (kind == ObjectKind.TASK) {
      context.catalog().requireTaskChangeable(context.catalog().requireTask(full));
      context.catalog().tasks().forEach(task -> task.forget(full));
    }
    shelf.drop(full.table());
    context.dropped(Securable.inSchema(kind, full));
    return Result.ddl(full.table() + " successfully dropped.");
  }

  private Result alreadyDropped() {
    return Result.ddl(
        "Drop statement executed successfully (" + name.last() + " already dropped).");
  }
}
