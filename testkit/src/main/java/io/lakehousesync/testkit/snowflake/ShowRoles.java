package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.Grant.Grantee;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The roles, which everybody may list. Source: docs.snowflake.com, "SHOW ROLES"
 * (/en/sql-reference/sql/show-roles).
 */
final class ShowRoles implements Listing {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.of("created_on", Column.Type.TIMESTAMP_LTZ),
        Column.text("name"),
        Column.text("is_default"),
        Column.text("is_current"),
        Column.text("is_inherited"),
        Column.number("assigned_to_users"),
        Column.number("granted_to_roles"),
        Column.number("granted_roles"),
        Column.text("owner"),
        Column.text("comment"));
  }

  @Override
  public boolean shows(Securable object, Access access) {
    return true;
  }

  @Override
  public List<Item> items(Optional<SchemaScope> scope, StatementContext context) {
    return context.catalog().roles().all().stream().map(role -> item(role, context)).toList();
  }

  private static Item item(Role role, StatementContext context) {
    Securable object = Role.securable(role.name());
    Grants grants = context.catalog().grants();
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
            Role.isOfTheSystem(role.name()) ? "" : grants.owner(object),
            role.comment()));
  }

  private static String count(List<Grant> grants, ObjectKind kind) {
    return Long.toString(grants.stream().filter(grant -> grant.grantee().kind() == kind).count());
  }

  private static String flag(boolean value) {
    return value ? "Y" : "N";
  }
}
