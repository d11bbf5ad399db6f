package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW ICEBERG TABLES [LIKE 'pattern'] [IN ACCOUNT | IN DATABASE name | IN SCHEMA name]}.
 * Without a scope it shows the current database, or the account if there is none.
 *
 * <p>Source: docs.snowflake.com, "SHOW ICEBERG TABLES" (/en/sql-reference/sql/show-iceberg-tables).
 * Of its columns those are here that the stand-in has a value for; their order may differ.
 */
record ShowIcebergTables(Optional<String> like, Optional<Scope> scope) implements Statement {
  /** Where to look; an empty database is the whole account, an empty schema all of the database. */
  record Scope(Optional<QualifiedName> database, Optional<QualifiedName> schema) {}

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("created_on", Column.Type.TIMESTAMP_LTZ),
          Column.text("name"),
          Column.text("database_name"),
          Column.text("schema_name"),
          Column.text("owner"),
          Column.text("external_volume_name"),
          Column.text("catalog_name"),
          Column.text("iceberg_table_type"),
          Column.text("base_location"),
          Column.text("can_write_metadata"),
          Column.text("comment"),
          Column.text("invalid"),
          Column.text("invalid_reason"),
          Column.text("auto_refresh_status"));

  static ShowIcebergTables parse(TokenStream in) {
    Optional<String> like = in.accept("LIKE") ? Optional.of(in.string()) : Optional.empty();
    return new ShowIcebergTables(like, in.accept("IN") ? Optional.of(scope(in)) : Optional.empty());
  }

  private static Scope scope(TokenStream in) {
    if (in.accept("ACCOUNT")) {
      return new Scope(Optional.empty(), Optional.empty());
    }
    if (in.accept("DATABASE")) {
      return new Scope(Optional.of(new QualifiedName(List.of(in.identifier()))), Optional.empty());
    }
    in.expect("SCHEMA");
    return new Scope(Optional.empty(), Optional.of(QualifiedName.parse(in)));
  }

  /** Needs any privilege on the scope, and shows the tables that the role has a privilege on. */
  @Override
  public void authorize(StatementContext context) {
    Access access = context.access();
    scope
        .flatMap(Scope::database)
        .ifPresent(name -> access.requireVisible(Securable.of(ObjectKind.DATABASE, name.last())));
    scope
        .flatMap(Scope::schema)
        .map(name -> Securable.schema(name.databaseOfSchema(context.session()), name.last()))
        .ifPresent(
            schema -> {
              schema.containers().forEach(access::requireVisible);
              access.requireVisible(schema);
            });
  }

  @Override
  public Result execute(StatementContext context) {
    LikePattern pattern = new LikePattern(like.orElse("%"));
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (IcebergTable table : tables(context)) {
      if (pattern.matches(table.name().table())
          && context.access().finds(Securable.table(table.name()))) {
        rows.add(row(table, context));
      }
    }
    return new Result(Result.Kind.SHOW, COLUMNS, rows);
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(Result.Kind.SHOW, COLUMNS, List.of());
  }

  private List<IcebergTable> tables(StatementContext context) {
    Catalog catalog = context.catalog();
    Session session = context.session();
    Optional<QualifiedName> schema = scope.flatMap(Scope::schema);
    if (schema.isPresent()) {
      return catalog
          .requireSchema(schema.get().databaseOfSchema(session), schema.get().last())
          .tables()
          .all();
    }
    Optional<String> database =
        scope.isPresent() ? scope.get().database().map(QualifiedName::last) : session.database();
    List<Database> databases =
        database
            .map(name -> List.of(catalog.databases().require(name)))
            .orElseGet(() -> catalog.databases().all());
    return databases.stream()
        .flatMap(each -> each.schemas().all().stream())
        .flatMap(each -> each.tables().all().stream())
        .toList();
  }

  private static List<@Nullable String> row(IcebergTable table, StatementContext context) {
    return Arrays.asList(
        WireValues.of(table.createdOn()),
        table.name().table(),
        table.name().database(),
        table.name().schema(),
        context.catalog().grants().owner(Securable.table(table.name())),
        table.externalVolume(),
        table.catalogIntegration(),
        "UNMANAGED",
        "",
        "N",
        table.comment(),
        "false",
        null,
        table.autoRefresh().map(auto -> new AutoRefresher(context).status(table)).orElse(null));
  }
}
