package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.account.Role;
import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant.Grantee;
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
 * {@code SHOW ROLES}, which needs no privilege. Source: docs.snowflake.com, "SHOW ROLES"
 * (/en/sql-reference/sql/show-roles).
 */
public final class ShowRoles implements Listing {
  public static final StatementSyntax SYNTAX = ShowObjects.ofAccount("ROLES", new ShowRoles());

  @Override
  public List<ResultColumn> columns() {
    return List.of(
        ResultColumn.of("created_on", ResultColumn.Type.TIMESTAMP_LTZ),
        ResultColumn.text("name"),
        ResultColumn.text("is_default"),
        ResultColumn.text("is_current"),
        ResultColumn.text("is_inherited"),
        ResultColumn.number("assigned_to_users"),
        ResultColumn.number("granted_to_roles"),
        ResultColumn.number("granted_roles"),
        ResultColumn.text("owner"),
        ResultColumn.text("comment"));
  }

  @Override
  public boolean shows(Securable object, Access access) {
    return true;
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    return context.account().roles().all().stream().map(role -> item(role, context)).toList();
  }

  private static Item item(Role role, StatementContext context) {
    Securable object = Role.securable(role.name());
    Grants grants = context.account().grants();
    String current = context.session().currentRole();
    boolean inherited =
        !current.equals(role.name()) && grants.roles(Grantee.role(current)).contains(role.name());
    return new Item(
        object,
        Arrays.asList(
            WireValues.of(grants.createdOn(object)),
            role.name(),
            flag(role.name().equals(Grants.ADMIN)),
            flag(current.equals(role.name())),
            flag(inherited),
            count(grants.on(object), ObjectKind.USER),
            count(grants.on(object), ObjectKind.ROLE),
            Long.toString(grants.to(role.name()).stream().filter(Grant::isOfRole).count()),
            Role.isSystemRole(role.name()) ? "" : grants.owner(object),
            role.comment()));
  }

  private static String count(List<Grant> grants, ObjectKind kind) {
    return Long.toString(grants.stream().filter(grant -> grant.grantee().kind() == kind).count());
  }

  private static String flag(boolean value) {
    return value ? "Y" : "N";
  }
}
