package io.lakehousesync.testkit.snowflake;

import java.util.List;

/**
 * {@code USE DATABASE | SCHEMA | ROLE | WAREHOUSE name}. Source: docs.snowflake.com, "USE
 * &lt;object&gt;" (/en/sql-reference/sql/use). A role must have been granted to the user, directly
 * or through another role. Warehouses do not exist as objects here: any name will do. {@code USE
 * name} without the kind is refused.
 */
record UseStatement(Kind kind, QualifiedName name) implements Statement {
  /** What is made current. */
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

  /** Needs any privilege on a database or schema; a role must be the user's. */
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
        context.catalog().roles().require(name.last());
        if (!context.catalog().isOfUser(name.last())) {
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
      case DATABASE -> session.use(context.catalog().databases().require(name.last()));
      case SCHEMA -> {
        String database = name.databaseOfSchema(session);
        context.catalog().requireSchema(database, name.last());
        session.use(database, name.last());
      }
      case ROLE -> session.useRole(name.last());
      case WAREHOUSE -> session.useWarehouse(name.last());
    }
    return Result.status(Result.Kind.SESSION, "Statement executed successfully.");
  }
}
