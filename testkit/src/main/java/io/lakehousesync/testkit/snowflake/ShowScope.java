package io.lakehousesync.testkit.snowflake;

import java.util.List;
import java.util.Optional;

/**
 * The end of a SHOW statement: {@code [LIKE 'pattern'] [IN ACCOUNT | IN DATABASE name | IN [SCHEMA]
 * name]}. Without a scope it is the current database, or the account if there is none.
 */
record ShowScope(
    Optional<String> like,
    boolean account,
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

  /** Checks that the role has a privilege on the schema or database that is named. */
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

  /** The schemas to look into. */
  List<Schema> schemas(StatementContext context) {
    Catalog catalog = context.catalog();
    if (schema.isPresent()) {
      String in = schema.get().databaseOfSchema(context.session());
      return List.of(catalog.requireSchema(in, schema.get().last()));
    }
    Optional<String> in = account ? Optional.empty() : database.or(context.session()::database);
    List<Database> databases =
        in.map(name -> List.of(catalog.databases().require(name)))
            .orElseGet(() -> catalog.databases().all());
    return databases.stream().flatMap(each -> each.schemas().all().stream()).toList();
  }
}
