package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.account.Schema;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Stage;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW STAGES}. Source: docs.snowflake.com, "SHOW STAGES"
 * (/en/sql-reference/sql/show-stages).
 */
public final class ShowStages implements PipelineListing {
  public static final StatementSyntax SYNTAX =
      ShowPipelineObjects.syntax(ObjectKind.STAGE, new ShowStages());

  @Override
  public List<ResultColumn> columns() {
    return ListingRow.columns(
        "url", "type", "cloud", "storage_integration", "owner_role_type", "directory_enabled");
  }

  @Override
  public List<List<@Nullable String>> rows(Schema schema, StatementContext context) {
    return schema.pipeline().stages().all().stream()
        .map(stage -> row(stage.definition(), context))
        .toList();
  }

  private static List<@Nullable String> row(Stage.Definition stage, StatementContext context) {
    return ListingRow.of(
        ObjectKind.STAGE,
        context,
        stage.createdOn(),
        stage.name(),
        stage.comment(),
        stage.url(),
        "EXTERNAL",
        "AWS",
        stage.storageIntegration().name(),
        "ROLE",
        stage.directory() == Stage.Directory.NONE ? "N" : "Y");
  }
}
