package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.account.AccountObjects;
import io.lakehousesync.testkit.snowflake.internal.account.AutoRefresh;
import io.lakehousesync.testkit.snowflake.internal.account.Database;
import io.lakehousesync.testkit.snowflake.internal.account.IcebergTable;
import io.lakehousesync.testkit.snowflake.internal.autorefresh.AutoRefresher;
import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.sql.LikePattern;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import io.lakehousesync.testkit.snowflake.internal.value.WireValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW ICEBERG TABLES [LIKE 'pattern'] [IN ACCOUNT | IN DATABASE name | IN SCHEMA name]}.
 * The default scope is the current database. If there is no current database, the default scope is
 * the account.
 *
 * <p>Source: docs.snowflake.com, "SHOW ICEBERG TABLES" (/en/sql-reference/sql/show-iceberg-tables).
 * The result has only the columns for which the stand-in has a value. Their order may differ.
 */
public record ShowIcebergTables(Optional<String> like, Optional<Scope> scope) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(ShowIcebergTables::parse, "SHOW ICEBERG TABLES");

  /**
   * A scope. An empty database stands for the whole account, an empty schema for all schemas of the
   * database.
   */
  record Scope(Optional<QualifiedName> database, Optional<QualifiedName> schema) {}

  private static final List<ResultColumn> COLUMNS =
      List.of(
          ResultColumn.of("created_on", ResultColumn.Type.TIMESTAMP_LTZ),
          ResultColumn.text("name"),
          ResultColumn.text("database_name"),
          ResultColumn.text("schema_name"),
          ResultColumn.text("owner"),
          ResultColumn.text("external_volume_name"),
          ResultColumn.text("catalog_name"),
          ResultColumn.text("iceberg_table_type"),
          ResultColumn.text("catalog_table_name"),
          ResultColumn.text("base_location"),
          ResultColumn.text("can_write_metadata"),
          ResultColumn.text("comment"),
          ResultColumn.text("invalid"),
          ResultColumn.text("invalid_reason"),
          ResultColumn.text("auto_refresh_status"),
          ResultColumn.text("iceberg_table_format_version"));

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

  /** Needs any privilege on the scope. Shows the tables on which the role has a privilege. */
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
      if (pattern.matches(table.name().name())
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
    AccountObjects account = context.account();
    Session session = context.session();
    Optional<QualifiedName> schema = scope.flatMap(Scope::schema);
    if (schema.isPresent()) {
      return account
          .requireSchema(schema.get().databaseOfSchema(session), schema.get().last())
          .tables()
          .all();
    }
    Optional<String> database =
        scope.isPresent() ? scope.get().database().map(QualifiedName::last) : session.database();
    List<Database> databases =
        database
            .map(name -> List.of(account.databases().require(name)))
            .orElseGet(() -> account.databases().all());
    return databases.stream()
        .flatMap(each -> each.schemas().all().stream())
        .flatMap(each -> each.tables().all().stream())
        .toList();
  }

  private static List<@Nullable String> row(IcebergTable table, StatementContext context) {
    return Arrays.asList(
        WireValues.of(table.createdOn()),
        table.name().name(),
        table.name().database(),
        table.name().schema(),
        context.account().grants().owner(Securable.table(table.name())),
        table.externalVolume(),
        table.catalogIntegration(),
        "UNMANAGED",
        table
            .autoRefresh()
            .map(AutoRefresh::catalogTable)
            .map(catalogTable -> catalogTable.substring(catalogTable.indexOf('.') + 1))
            .orElse(null),
        "",
        "N",
        table.comment(),
        "false",
        null,
        autoRefreshStatus(table, context),
        Integer.toString(table.served().metadata().formatVersion()));
  }

  private static @Nullable String autoRefreshStatus(IcebergTable table, StatementContext context) {
    return table.autoRefresh().isPresent() || table.hasAutoRefreshWithoutEffect()
        ? new AutoRefresher(context).status(table)
        : null;
  }
}
