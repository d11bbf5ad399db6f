package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.account.Schema;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW STAGES | STREAMS | TABLES | PROCEDURES | TASKS [LIKE …] [IN …]}. Source:
 * docs.snowflake.com, "SHOW &lt;objects&gt;" (/en/sql-reference/sql/show) and the page of each
 * kind. The result has only the columns for which the stand-in has a value. Their order may differ.
 */
record ShowPipelineObjects(ObjectKind kind, PipelineListing listing, ShowScope scope)
    implements Statement {
  /** Declares {@code SHOW} of the objects of one kind. */
  static StatementSyntax syntax(ObjectKind kind, PipelineListing listing) {
    return StatementSyntax.of(
        in -> new ShowPipelineObjects(kind, listing, ShowScope.parse(in)),
        "SHOW " + kind.name() + "S");
  }

  /** Needs any privilege on the scope. Shows the objects on which the role has a privilege. */
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
