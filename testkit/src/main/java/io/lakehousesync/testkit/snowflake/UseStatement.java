package io.lakehousesync.testkit.snowflake;

import java.util.List;

/**
 * {@code USE DATABASE | SCHEMA | ROLE | WAREHOUSE name}. Source: docs.snowflake.com, "USE
 * &lt;object&gt;" (/en/sql-reference/sql/use). Roles and warehouses do not exist as objects here:
 * any name will do. {@code USE name} without the kind is refused.
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
