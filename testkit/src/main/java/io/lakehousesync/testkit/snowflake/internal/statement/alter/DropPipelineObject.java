package io.lakehousesync.testkit.snowflake.internal.statement.alter;

import io.lakehousesync.testkit.snowflake.internal.account.NamedObjects;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.List;

/**
 * {@code DROP STAGE | STREAM | TABLE | PROCEDURE | TASK [IF EXISTS] name}. A procedure has an empty
 * list of arguments. Source: docs.snowflake.com, "DROP &lt;object&gt;"
 * (/en/sql-reference/sql/drop). There is no UNDROP.
 */
public record DropPipelineObject(ObjectKind kind, boolean ifExists, QualifiedName name)
    implements Statement {
  private static final List<ObjectKind> KINDS =
      List.of(
          ObjectKind.STAGE,
          ObjectKind.STREAM,
          ObjectKind.TABLE,
          ObjectKind.PROCEDURE,
          ObjectKind.TASK);

  public static final StatementSyntax SYNTAX =
      StatementSyntax.whole(DropPipelineObject::parse, StatementSyntax.openings("DROP", KINDS));

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
    Securable object = Securable.inSchema(kind, name.resolve(context.session()));
    if (!ifExists || context.access().finds(object)) {
      context.access().requireOwnership(object);
    }
  }

  @Override
  public Result execute(StatementContext context) {
    ObjectName full = name.resolve(context.session());
    if (ifExists && !context.access().finds(Securable.inSchema(kind, full))) {
      return alreadyDropped();
    }
    NamedObjects<?> objects = context.account().pipeline(full).objects(kind);
    objects.require(full.name());
    if (kind == ObjectKind.TASK) {
      context.account().requireTaskChangeable(context.account().requireTask(full));
      context.account().tasks().forEach(task -> task.forget(full));
    }
    objects.drop(full.name());
    context.dropped(Securable.inSchema(kind, full));
    return Result.ddl(full.name() + " successfully dropped.");
  }

  private Result alreadyDropped() {
    return Result.ddl(
        "Drop statement executed successfully (" + name.last() + " already dropped).");
  }
}
