package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.account.Schema;
import io.lakehousesync.testkit.snowflake.internal.pipeline.StageStream;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW STREAMS}. Source: docs.snowflake.com, "SHOW STREAMS"
 * (/en/sql-reference/sql/show-streams).
 */
public final class ShowStreams implements PipelineListing {
  public static final StatementSyntax SYNTAX =
      ShowPipelineObjects.syntax(ObjectKind.STREAM, new ShowStreams());

  @Override
  public List<ResultColumn> columns() {
    return ListingRow.columns(
        "table_name",
        "source_type",
        "base_tables",
        "type",
        "stale",
        "mode",
        "invalid_reason",
        "owner_role_type");
  }

  @Override
  public List<List<@Nullable String>> rows(Schema schema, StatementContext context) {
    return schema.pipeline().streams().all().stream()
        .map(stream -> row(stream, stream.isUsable(context.account()), context))
        .toList();
  }

  private static List<@Nullable String> row(
      StageStream stream, boolean usable, StatementContext context) {
    String stage = stream.stage().definition().name().toString();
    return ListingRow.of(
        ObjectKind.STREAM,
        context,
        stream.createdOn(),
        stream.name(),
        stream.comment(),
        usable ? stage : null,
        "Stage",
        usable ? stage : null,
        "DELTA",
        Boolean.toString(!usable),
        "DEFAULT",
        usable ? "N/A" : "Base stage was dropped or replaced",
        "ROLE");
  }
}
