package io.lakehousesync.testkit.snowflake.internal.statement.session;

import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.List;

/**
 * {@code USE DATABASE | SCHEMA | ROLE | WAREHOUSE name}. Source: docs.snowflake.com, "USE
 * &lt;object&gt;" (/en/sql-reference/sql/use). A role must have been granted to the user, directly
 * or through another role. Warehouses do not exist as objects, so any name is accepted. {@code USE
 * name} without the kind is rejected.
 */
public record UseStatement(Kind kind, QualifiedName name) implements Statement {
  public static final StatementSyntax SYNTAX = StatementSyntax.of(UseStatement::parse, "USE");

  /** The kind of object that becomes current. */
  enum Kind {
    DATABASE,
    SCHEMA,
    ROLE,
    WAREHOUSE
  }

  static UseStatement parse(TokenStream in) {
    for (Kind kind : Kind.values()) {
      if (in.accept(kind.name())) {
        QualifiedName name =
            kind == Kind.SCHEMA
                ? QualifiedName.parse(in)
                : new QualifiedName(List.of(in.identifier()));
        return new UseStatement(kind, name);
      }
    }
    throw in.unexpected();
  }

  /** Needs any privilege on a database or schema. A role must be granted to the user. */
  @Override
  public void authorize(StatementContext context) {
    Access access = context.access();
    switch (kind) {
      case DATABASE -> access.requireVisible(Securable.of(ObjectKind.DATABASE, name.last()));
      case SCHEMA -> {
        String database = name.databaseOfSchema(context.session());
        access.requireVisible(Securable.of(ObjectKind.DATABASE, database));
        access.requireVisible(Securable.schema(database, name.last()));
      }
      case ROLE -> {
        context.account().roles().require(name.last());
        if (!context.account().isOfUser(name.last())) {
          throw SnowflakeError.roleNotAssigned(name.last());
        }
      }
      case WAREHOUSE -> {}
    }
  }

  @Override
  public Result execute(StatementContext context) {
    Session session = context.session();
    switch (kind) {
      case DATABASE -> context.account().databases().require(name.last()).useIn(session);
      case SCHEMA -> {
        String database = name.databaseOfSchema(session);
        context.account().requireSchema(database, name.last());
        session.use(database, name.last());
      }
      case ROLE -> session.useRole(name.last());
      case WAREHOUSE -> session.useWarehouse(name.last());
    }
    return Result.status(Result.Kind.SESSION, "Statement executed successfully.");
  }
}
