package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code SHOW EXTERNAL VOLUMES}. Source: docs.snowflake.com, "SHOW EXTERNAL VOLUMES"
 * (/en/sql-reference/sql/show-external-volumes).
 */
public final class ShowExternalVolumes implements Listing {
  public static final StatementSyntax SYNTAX =
      ShowObjects.ofAccount("EXTERNAL VOLUMES", new ShowExternalVolumes());

  @Override
  public List<ResultColumn> columns() {
    return List.of(
        ResultColumn.text("name"), ResultColumn.text("allow_writes"), ResultColumn.text("comment"));
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    return context.account().externalVolumes().all().stream()
        .map(
            volume ->
                new Item(
                    Securable.of(ObjectKind.EXTERNAL_VOLUME, volume.name()),
                    Arrays.asList(
                        volume.name(), String.valueOf(volume.allowWrites()), volume.comment())))
        .toList();
  }
}
