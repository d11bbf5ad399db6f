package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import io.lakehousesync.testkit.snowflake.internal.value.WireValues;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code SHOW SCHEMAS}. Source: docs.snowflake.com, "SHOW SCHEMAS"
 * (/en/sql-reference/sql/show-schemas). The stand-in does not list INFORMATION_SCHEMA.
 */
public final class ShowSchemas implements Listing {
  public static final StatementSyntax SYNTAX = ShowObjects.inScope("SCHEMAS", new ShowSchemas());

  @Override
  public List<ResultColumn> columns() {
    return List.of(
        ResultColumn.of("created_on", ResultColumn.Type.TIMESTAMP_LTZ),
        ResultColumn.text("name"),
        ResultColumn.text("is_default"),
        ResultColumn.text("is_current"),
        ResultColumn.text("database_name"),
        ResultColumn.text("owner"),
        ResultColumn.text("comment"),
        ResultColumn.text("options"),
        ResultColumn.text("retention_time"),
        ResultColumn.text("owner_role_type"));
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    return SchemaScope.schemas(scope, context).stream()
        .map(schema -> item(schema, context))
        .toList();
  }

  private static Item item(Securable schema, StatementContext context) {
    Grants grants = context.account().grants();
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
