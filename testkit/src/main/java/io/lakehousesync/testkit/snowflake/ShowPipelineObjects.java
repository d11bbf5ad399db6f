package io.lakehousesync.testkit.snowflake;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW STAGES | STREAMS | TABLES | PROCEDURES | TASKS [LIKE …] [IN …]}. Source:
 * docs.snowflake.com, "SHOW &lt;objects&gt;" (/en/sql-reference/sql/show) and the page of each
 * kind. Of the columns those are here that the stand-in has a value for; their order may differ.
 */
record ShowPipelineObjects(ObjectKind kind, PipelineListing listing, ShowScope scope)
    implements Statement {
  private static final Map<String, PipelineListing> LISTINGS =
      Map.of(
          "STAGES", new ShowStages(),
          "STREAMS", new ShowStreams(),
          "TABLES", new ShowTables(),
          "PROCEDURES", new ShowProcedures(),
          "TASKS", new ShowTasks());

  static boolean isNext(TokenStream in) {
    return LISTINGS.keySet().stream().anyMatch(kind -> in.isNext("SHOW", kind));
  }

  static ShowPipelineObjects parse(TokenStream in) {
    in.expect("SHOW");
    String kinds = in.word();
    return new ShowPipelineObjects(
        ObjectKind.valueOf(kinds.substring(0, kinds.length() - 1)),
        Objects.requireNonNull(LISTINGS.get(kinds)),
        ShowScope.parse(in));
  }

  /** Needs any privilege on the scope, and shows what the role has a privilege on. */
  @Override
  public void authorize(StatementContext context) {
    scope.requireVisible(context);
  }

  @Override
  public Result execute(StatementContext context) {
    List<List<@Nullable String>> rows =
        scope.schemas(context).stream()
            .flatMap(schema -> rows(schema, context))
            .filter(row -> scope.matches(String.valueOf(row.get(1))))
            .filter(row -> context.access().finds(Securable.inSchema(kind, listing.name(row))))
            .toList();
    return new Result(Result.Kind.SHOW, listing.columns(), rows);
  }

  private Stream<List<@Nullable String>> rows(Schema schema, StatementContext context) {
    return listing.rows(schema, context).stream();
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(Result.Kind.SHOW, listing.columns(), List.of());
  }
}
