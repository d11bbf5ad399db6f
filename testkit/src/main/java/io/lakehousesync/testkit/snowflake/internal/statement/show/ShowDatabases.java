package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
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
 * {@code SHOW DATABASES}. Source: docs.snowflake.com, "SHOW DATABASES"
 * (/en/sql-reference/sql/show-databases).
 */
public final class ShowDatabases implements Listing {
  public static final StatementSyntax SYNTAX =
      ShowObjects.ofAccount("DATABASES", new ShowDatabases());

  @Override
  public List<ResultColumn> columns() {
    return List.of(
        ResultColumn.of("created_on", ResultColumn.Type.TIMESTAMP_LTZ),
        ResultColumn.text("name"),
        ResultColumn.text("is_default"),
        ResultColumn.text("is_current"),
        ResultColumn.text("origin"),
        ResultColumn.text("owner"),
        ResultColumn.text("comment"),
        ResultColumn.text("options"),
        ResultColumn.text("retention_time"),
        ResultColumn.text("kind"),
        ResultColumn.text("owner_role_type"));
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    return context.account().databases().all().stream()
        .map(database -> item(database.name(), context))
        .toList();
  }

  private static Item item(String name, StatementContext context) {
    Securable object = Securable.of(ObjectKind.DATABASE, name);
    Grants grants = context.account().grants();
    boolean current = context.session().database().equals(Optional.of(name));
    return new Item(
        object,
        Arrays.asList(
            WireValues.of(grants.createdOn(object)),
            name,
            "N",
            current ? "Y" : "N",
            "",
            grants.owner(object),
            "",
            "",
            "1",
            "STANDARD",
            "ROLE"));
  }
}
