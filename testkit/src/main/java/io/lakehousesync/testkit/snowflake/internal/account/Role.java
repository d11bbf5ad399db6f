package io.lakehousesync.testkit.snowflake.internal.account;

import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant.Grantee;
import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A role.
 *
 * @param name its name
 * @param comment its comment
 */
public record Role(String name, String comment) {
  /** The system roles with their initial privileges on the account. */
  private static final Map<String, List<String>> SYSTEM =
      Map.of(
          Grants.ADMIN,
          List.of(),
          "SECURITYADMIN",
          List.of("MANAGE GRANTS", "CREATE NETWORK POLICY"),
          "USERADMIN",
          List.of("CREATE ROLE"),
          "SYSADMIN",
          List.of("CREATE DATABASE"),
          Grants.PUBLIC,
          List.of());

  private static final Map<String, String> PARENTS =
      Map.of("SECURITYADMIN", Grants.ADMIN, "SYSADMIN", Grants.ADMIN, "USERADMIN", "SECURITYADMIN");

  public static Securable securable(String name) {
    return Securable.of(ObjectKind.ROLE, name);
  }

  public static boolean isSystemRole(String name) {
    return SYSTEM.containsKey(name);
  }

  /**
   * Creates the system roles. Source: docs.snowflake.com, "Overview of Access Control"
   * (/en/user-guide/security-access-control-overview). Here they have only the privileges that the
   * stand-in's statements need. In Snowflake they have more.
   */
  static void createSystemRoles(NamedObjects<Role> roles, Grants grants) {
    SYSTEM.forEach(
        (name, privileges) -> {
          roles.create(name, new Role(name, ""), CreateMode.OR_REPLACE);
          privileges.forEach(
              privilege -> grants.grant(grant(Securable.account(), privilege, name)));
        });
    PARENTS.forEach((name, parent) -> grants.grant(grant(securable(name), Grant.USAGE, parent)));
  }

  private static Grant grant(Securable object, String privilege, String role) {
    return new Grant(object, privilege, Grantee.role(role), "", Instant.EPOCH);
  }
}
