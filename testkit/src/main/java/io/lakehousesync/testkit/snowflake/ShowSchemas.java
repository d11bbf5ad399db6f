package io.lakehousesync.testkit.snowflake;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The schemas. Source: docs.snowflake.com, "SHOW SCHEMAS" (/en/sql-reference/sql/show-schemas).
 * INFORMATION_SCHEMA is not among them here.
 */
final class ShowSchemas implements Listing {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.of("created_on", Column.Type.TIMESTAMP_LTZ),
        Column.text("name"),
        Column.text("is_default"),
        Column.text("is_current"),
        Column.text("database_name"),
        Column.text("owner"),
        Column.text("comment"),
        Column.text("options"),
        Column.text("retention_time"),
        Column.text("owner_role_type"));
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    return SchemaScope.schemas(scope, context).stream()
        .map(schema -> item(schema, context))
        .toList();
  }

  private static Item item(Securable schema, StatementContext context) {
    Grants grants = context.catalog().grants();
    Session session = context.session();
    boolean current =
        session.database().equals(Optional.of(schema.path().get(0)))
            && session.schema().equals(Optional.of(schema.last()));
    return new Item(
        schema,
        Arrays.asList(
            WireValues.of(grants.createdOn(schema)),
            schema.last(),
            "N",
            current ? "Y" : "N",
            schema.path().get(0),
            grants.owner(schema),
            "",
            "",
            "1",
            "ROLE"));
  }
}
