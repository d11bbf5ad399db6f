package io.lakehousesync.testkit.snowflake.internal.statement.alter;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.account.Dependents;
import io.lakehousesync.testkit.snowflake.internal.account.NamedObjects;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectReference;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.List;

/**
 * {@code DROP <kind> [IF EXISTS] name}. Source: docs.snowflake.com, "DROP &lt;object&gt;"
 * (/en/sql-reference/sql/drop). CASCADE and RESTRICT are rejected. A database or schema is dropped
 * with all its content, and cannot be restored.
 */
public record DropObject(boolean ifExists, ObjectReference reference) implements Statement {
  private static final List<ObjectKind> KINDS =
      List.of(
          ObjectKind.DATABASE,
          ObjectKind.SCHEMA,
          ObjectKind.POSTGRES_INSTANCE,
          ObjectKind.NETWORK_RULE,
          ObjectKind.NETWORK_POLICY,
          ObjectKind.STORAGE_INTEGRATION,
          ObjectKind.CATALOG_INTEGRATION,
          ObjectKind.EXTERNAL_VOLUME);

  public static final StatementSyntax SYNTAX =
      StatementSyntax.whole(DropObject::parse, StatementSyntax.openings("DROP", KINDS));

  static DropObject parse(TokenStream in) {
    in.expect("DROP");
    ObjectKind kind =
        KINDS.stream().filter(each -> in.accept(each.words())).findFirst().orElseThrow();
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
    AccountObjects account = context.account();
    if (ifExists && !context.access().finds(object)) {
      return Result.ddl(
          "Drop statement executed successfully (" + object.last() + " already dropped).");
    }
    NamedObjects<?> objects = account.objects(object);
    objects.require(object.last());
    Dependents.check(object, account);
    objects.drop(object.last());
    context.dropped(object);
    return Result.ddl(object.last() + " successfully dropped.");
  }
}
