package io.lakehousesync.testkit.snowflake.internal.statement.show;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakehousesync.testkit.snowflake.internal.account.IcebergTable;
import io.lakehousesync.testkit.snowflake.internal.sql.LikePattern;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.statement.TableColumn;
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW COLUMNS [LIKE 'pattern'] [IN ACCOUNT | IN DATABASE name | IN SCHEMA name | IN [TABLE]
 * name]}: one row for each column of the Iceberg tables in the scope. The driver sends this
 * statement for {@code DatabaseMetaData.getColumns}.
 *
 * <p>Source: docs.snowflake.com, "SHOW COLUMNS" (/en/sql-reference/sql/show-columns). Differences:
 * plain tables have no columns here; the type of a text or a binary value has no length; the type
 * of an array or an object does not contain the types of its elements.
 *
 * @param like the pattern of the columns' names
 * @param table the table; empty for all tables of the scope
 * @param scope the scope, if no table is given; empty for the current database
 */
public record ShowColumns(
    Optional<String> like, Optional<QualifiedName> table, Optional<SchemaScope> scope)
    implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(ShowColumns::parse, "SHOW COLUMNS");

  private static final List<ResultColumn> COLUMNS =
      Stream.of(
              "table_name",
              "schema_name",
              "column_name",
              "data_type",
              "null?",
              "default",
              "kind",
              "expression",
              "comment",
              "database_name",
              "autoincrement")
          .map(ResultColumn::text)
          .toList();

  private static final Pattern TYPE = Pattern.compile("(\\w+)(?:\\((\\d+)(?:,(\\d+))?\\))?.*");

  static ShowColumns parse(TokenStream in) {
    Optional<String> like = in.accept("LIKE") ? Optional.of(in.string()) : Optional.empty();
    Optional<SchemaScope> scope = SchemaScope.parseUnlessTable(in);
    if (scope.isPresent() || !in.accept("IN")) {
      return new ShowColumns(like, Optional.empty(), scope);
    }
    in.accept("TABLE");
    return new ShowColumns(like, Optional.of(QualifiedName.parse(in)), Optional.empty());
  }

  /** Needs a privilege on the table or the scope. Shows the tables on which the role has one. */
  @Override
  public void authorize(StatementContext context) {
    table
        .map(name -> Securable.table(name.resolve(context.session())))
        .ifPresent(context.access()::requireVisible);
  }

  @Override
  public Result execute(StatementContext context) {
    LikePattern pattern = new LikePattern(like.orElse("%"));
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (ObjectName each : tables(context)) {
      if (context.access().finds(Securable.table(each))) {
        context.queries().columns(each, context).stream()
            .filter(column -> pattern.matches(column.name()))
            .forEach(column -> rows.add(row(each, column)));
      }
    }
    return new Result(Result.Kind.SHOW, COLUMNS, rows);
  }

  private List<ObjectName> tables(StatementContext context) {
    return table
        .map(name -> List.of(name.resolve(context.session())))
        .orElseGet(
            () ->
                SchemaScope.schemas(scope, context).stream()
                    .map(Securable::path)
                    .map(path -> context.account().requireSchema(path.get(0), path.get(1)))
                    .flatMap(schema -> schema.tables().all().stream())
                    .map(IcebergTable::name)
                    .toList());
  }

  private static List<@Nullable String> row(ObjectName table, TableColumn column) {
    return Arrays.asList(
        table.name(),
        table.schema(),
        column.name(),
        dataType(column),
        Boolean.toString(column.nullable()),
        "",
        "COLUMN",
        "",
        column.comment() == null ? "" : column.comment(),
        table.database(),
        "");
  }

  /** Returns the type as JSON, as Snowflake does. */
  private static String dataType(TableColumn column) {
    Matcher type = TYPE.matcher(column.type());
    if (!type.matches()) {
      throw new IllegalStateException("not a type: " + column.type());
    }
    ObjectNode json = Json.object();
    switch (type.group(1)) {
      case "NUMBER" ->
          json.put("type", "FIXED")
              .put("precision", Integer.parseInt(type.group(2)))
              .put("scale", Integer.parseInt(type.group(3)));
      case "FLOAT" -> json.put("type", "REAL");
      case "VARCHAR" -> json.put("type", "TEXT").put("fixed", false);
      case "BINARY" -> json.put("type", "BINARY").put("fixed", false);
      case "TIME", "TIMESTAMP_LTZ", "TIMESTAMP_NTZ" ->
          json.put("type", type.group(1))
              .put("precision", 0)
              .put("scale", Integer.parseInt(type.group(2)));
      default -> json.put("type", type.group(1));
    }
    return json.put("nullable", column.nullable()).toString();
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(Result.Kind.SHOW, COLUMNS, List.of());
  }
}
