package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import io.lakehousesync.testkit.snowflake.internal.value.WireValues;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code SHOW STORAGE INTEGRATIONS} and {@code SHOW CATALOG INTEGRATIONS}. Sources on
 * docs.snowflake.com: "SHOW INTEGRATIONS" (/en/sql-reference/sql/show-integrations) and "SHOW
 * CATALOG INTEGRATIONS" (/en/sql-reference/sql/show-catalog-integrations).
 */
public record ShowIntegrations(ObjectKind kind) implements Listing {
  public static final StatementSyntax STORAGE_SYNTAX =
      ShowObjects.ofAccount(
          "STORAGE INTEGRATIONS", new ShowIntegrations(ObjectKind.STORAGE_INTEGRATION));
  public static final StatementSyntax CATALOG_SYNTAX =
      ShowObjects.ofAccount(
          "CATALOG INTEGRATIONS", new ShowIntegrations(ObjectKind.CATALOG_INTEGRATION));

  @Override
  public List<ResultColumn> columns() {
    return List.of(
        ResultColumn.text("name"),
        ResultColumn.text("type"),
        ResultColumn.text("category"),
        ResultColumn.text("enabled"),
        ResultColumn.text("comment"),
        ResultColumn.of("created_on", ResultColumn.Type.TIMESTAMP_LTZ));
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    if (kind == ObjectKind.CATALOG_INTEGRATION) {
      return context.account().catalogIntegrations().all().stream()
          .map(each -> item(each.name(), "CATALOG", each.enabled(), each.comment(), context))
          .toList();
    }
    return context.account().storageIntegrations().all().stream()
        .map(each -> item(each.name(), each.type().name(), each.enabled(), each.comment(), context))
        .toList();
  }

  private Item item(
      String name, String type, boolean enabled, String comment, StatementContext context) {
    Securable object = Securable.of(kind, name);
    return new Item(
        object,
        Arrays.asList(
            name,
            type,
            kind == ObjectKind.CATALOG_INTEGRATION ? "CATALOG" : "STORAGE",
            String.valueOf(enabled),
            comment,
            WireValues.of(context.account().grants().createdOn(object))));
  }
}
