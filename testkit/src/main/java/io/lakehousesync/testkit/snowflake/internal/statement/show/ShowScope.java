package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.account.Database;
import io.lakehousesync.testkit.snowflake.internal.account.Schema;
import io.lakehousesync.testkit.snowflake.internal.sql.LikePattern;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import java.util.List;
import java.util.Optional;

/**
 * The end of a SHOW statement: {@code [LIKE 'pattern'] [IN ACCOUNT | IN DATABASE name | IN [SCHEMA]
 * name]}. The default scope is the current database. If there is no current database, the default
 * scope is the account.
 */
record ShowScope(
    Optional<String> like,
    boolean wholeAccount,
    Optional<String> database,
    Optional<QualifiedName> schema) {

  static ShowScope parse(TokenStream in) {
    Optional<String> like = in.accept("LIKE") ? Optional.of(in.string()) : Optional.empty();
    if (!in.accept("IN")) {
      return new ShowScope(like, false, Optional.empty(), Optional.empty());
    }
    if (in.accept("ACCOUNT")) {
      return new ShowScope(like, true, Optional.empty(), Optional.empty());
    }
    if (in.accept("DATABASE")) {
      return new ShowScope(like, false, Optional.of(in.identifier()), Optional.empty());
    }
    in.accept("SCHEMA");
    return new ShowScope(like, false, Optional.empty(), Optional.of(QualifiedName.parse(in)));
  }

  boolean matches(String name) {
    return like.isEmpty() || new LikePattern(like.get()).matches(name);
  }

  /** Checks that the role has a privilege on the schema or database of the statement. */
  void requireVisible(StatementContext context) {
    database
        .map(name -> Securable.of(ObjectKind.DATABASE, name))
        .ifPresent(context.access()::requireVisible);
    schema
        .map(name -> Securable.schema(name.databaseOfSchema(context.session()), name.last()))
        .ifPresent(
            each -> {
              each.containers().forEach(context.access()::requireVisible);
              context.access().requireVisible(each);
            });
  }

  /** Returns the schemas in the scope. */
  List<Schema> schemas(StatementContext context) {
    AccountObjects account = context.account();
    if (schema.isPresent()) {
      String in = schema.get().databaseOfSchema(context.session());
      return List.of(account.requireSchema(in, schema.get().last()));
    }
    Optional<String> in =
        wholeAccount ? Optional.empty() : database.or(context.session()::database);
    List<Database> databases =
        in.map(name -> List.of(account.databases().require(name)))
            .orElseGet(() -> account.databases().all());
    return databases.stream().flatMap(each -> each.schemas().all().stream()).toList();
  }
}
