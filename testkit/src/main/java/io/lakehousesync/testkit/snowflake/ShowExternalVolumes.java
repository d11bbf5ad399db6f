package io.lakehousesync.testkit.snowflake;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The external volumes. Source: docs.snowflake.com, "SHOW EXTERNAL VOLUMES"
 * (/en/sql-reference/sql/show-external-volumes).
 */
final class ShowExternalVolumes implements Listing {
  @Override
  public List<Column> columns() {
    return List.of(Column.text("name"), Column.text("allow_writes"), Column.text("comment"));
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    return context.catalog().externalVolumes().all().stream()
        .map(
            volume ->
                new Item(
                    Securable.of(ObjectKind.EXTERNAL_VOLUME, volume.name()),
                    Arrays.asList(
                        volume.name(), String.valueOf(volume.allowWrites()), volume.comment())))
        .toList();
  }
}
