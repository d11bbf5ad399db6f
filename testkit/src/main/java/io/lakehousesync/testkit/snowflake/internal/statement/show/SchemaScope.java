package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.account.Database;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The scope of SHOW for objects of a schema: {@code IN ACCOUNT | IN DATABASE name | IN SCHEMA
 * name}. The default is the current database. If there is no current database, the default is the
 * account. Source: docs.snowflake.com, "SHOW &lt;objects&gt;" (/en/sql-reference/sql/show).
 *
 * @param database a database
 * @param schema a schema. If database and schema are empty, the scope is the account
 */
record SchemaScope(Optional<String> database, Optional<QualifiedName> schema) {
  private static final SchemaScope ACCOUNT = new SchemaScope(Optional.empty(), Optional.empty());

  /** Parses a scope, if one is next and it is not the name of a table. */
  static Optional<SchemaScope> parseUnlessTable(TokenStream in) {
    boolean isScope =
        Stream.of("ACCOUNT", "DATABASE", "SCHEMA").anyMatch(word -> in.isNext("IN", word));
    return isScope ? parse(in) : Optional.empty();
  }

  /** Parses a scope, if one is next. */
  static Optional<SchemaScope> parse(TokenStream in) {
    if (!in.accept("IN")) {
      return Optional.empty();
    }
    if (in.accept("ACCOUNT")) {
      return Optional.of(ACCOUNT);
    }
    if (in.accept("DATABASE")) {
      return Optional.of(new SchemaScope(Optional.of(in.identifier()), Optional.empty()));
    }
    in.expect("SCHEMA");
    return Optional.of(new SchemaScope(Optional.empty(), Optional.of(QualifiedName.parse(in))));
  }

  /** Returns the schemas in the scope. The scope must exist for the role. */
  static List<Securable> schemas(Optional<SchemaScope> given, StatementContext context) {
    Session session = context.session();
    SchemaScope scope =
        given.orElseGet(() -> new SchemaScope(session.database(), Optional.empty()));
    AccountObjects account = context.account();
    if (scope.schema().isPresent()) {
      QualifiedName name = scope.schema().get();
      Securable schema = Securable.schema(name.databaseOfSchema(session), name.last());
      context.access().requireVisible(Securable.of(ObjectKind.DATABASE, schema.path().get(0)));
      context.access().requireVisible(schema);
      return List.of(schema);
    }
    scope
        .database()
        .ifPresent(
            name -> context.access().requireVisible(Securable.of(ObjectKind.DATABASE, name)));
    List<Database> databases =
        scope
            .database()
            .map(name -> List.of(account.databases().require(name)))
            .orElseGet(() -> account.databases().all());
    return databases.stream()
        .flatMap(
            database ->
                database.schemas().all().stream()
                    .map(schema -> Securable.schema(database.name(), schema.name())))
        .toList();
  }
}
