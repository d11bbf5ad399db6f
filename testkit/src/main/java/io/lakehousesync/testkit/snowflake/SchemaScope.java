package io.lakehousesync.testkit.snowflake;

import java.util.List;
import java.util.Optional;

/**
 * Where SHOW looks for objects of a schema: {@code IN ACCOUNT | IN DATABASE name | IN SCHEMA name}.
 * Without one it is the current database, or the account if there is none. Source:
 * docs.snowflake.com, "SHOW &lt;objects&gt;" (/en/sql-reference/sql/show).
 *
 * @param database a database, alone
 * @param schema a schema; without both it is the account
 */
record SchemaScope(Optional<String> database, Optional<QualifiedName> schema) {
  private static final SchemaScope ACCOUNT = new SchemaScope(Optional.empty(), Optional.empty());

  /** Takes a scope, if one comes next. */
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

  /** The schemas in the scope, which must exist for the role. */
  static List<Securable> schemas(Optional<SchemaScope> given, StatementContext context) {
    Session session = context.session();
    SchemaScope scope =
        given.orElseGet(() -> new SchemaScope(session.database(), Optional.empty()));
    Catalog catalog = context.catalog();
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
            .map(name -> List.of(catalog.databases().require(name)))
            .orElseGet(() -> catalog.databases().all());
    return databases.stream()
        .flatMap(
            database ->
                database.schemas().all().stream()
                    .map(schema -> Securable.schema(database.name(), schema.name())))
        .toList();
  }
}
