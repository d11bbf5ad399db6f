package io.lakehousesync.testkit.snowflake;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The databases. Source: docs.snowflake.com, "SHOW DATABASES"
 * (/en/sql-reference/sql/show-databases).
 */
final class ShowDatabases implements Listing {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.of("created_on", Column.Type.TIMESTAMP_LTZ),
        Column.text("name"),
        Column.text("is_default"),
        Column.text("is_current"),
        Column.text("origin"),
        Column.text("owner"),
        Column.text("comment"),
        Column.text("options"),
        Column.text("retention_time"),
        Column.text("kind"),
        Column.text("owner_role_type"));
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    return context.catalog().databases().all().stream()
        .map(database -> item(database.name(), context))
        .toList();
  }

  private static Item item(String name, StatementContext context) {
    Securable object = Securable.of(ObjectKind.DATABASE, name);
    Grants grants = context.catalog().grants();
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
