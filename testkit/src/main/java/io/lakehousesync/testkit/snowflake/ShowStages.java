package io.lakehousesync.testkit.snowflake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Source: docs.snowflake.com, "SHOW STAGES" (/en/sql-reference/sql/show-stages). */
final class ShowStages implements PipelineListing {
  @Override
  public List<Column> columns() {
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
