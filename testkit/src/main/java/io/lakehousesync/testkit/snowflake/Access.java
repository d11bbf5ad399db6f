package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.Grant.Grantee;
import java.util.Arrays;
import java.util.Set;

/**
 * What a role may do, with the roles that it inherits. ACCOUNTADMIN may do everything, which is
 * more than in Snowflake, where it is refused what belongs to a role outside of its hierarchy.
 *
 * <p>Source: docs.snowflake.com, "Access control privileges"
 * (/en/user-guide/security-access-control-privileges). An object on which a role has no privilege
 * does not exist for it. Where pages differ on what an object of a schema needs on the database and
 * the schema, the stricter one holds: USAGE, not any privilege.
 */
final class Access {
  private final Catalog catalog;
  private final Grants grants;
  private final Set<String> roles;

  Access(Catalog catalog, String role) {
    this.catalog = catalog;
    grants = catalog.grants();
    roles = grants.roles(Grantee.role(role));
  }

  boolean isAdmin() {
    return roles.contains(Grants.ADMIN);
  }

  /** Whether it holds one of these privileges on an object, or owns it. */
  boolean has(Securable object, String... privileges) {
    return isAdmin()
        || owns(object)
        || grants.on(object).stream()
            .anyMatch(
                grant -> isHeld(grant) && Arrays.asList(privileges).contains(grant.privilege()));
  }

  boolean owns(Securable object) {
    return object.kind() != ObjectKind.ACCOUNT && roles.contains(grants.owner(object));
  }

  boolean managesGrants() {
    return has(Securable.account(), "MANAGE GRANTS");
  }

  /** Whether it holds any privilege on an object, without which the object is not there for it. */
  boolean sees(Securable object) {
    return isAdmin()
        || owns(object)
        || managesGrants()
        || grants.on(object).stream().anyMatch(this::isHeld);
  }

  private boolean isHeld(Grant grant) {
    return grant.grantee().kind() == ObjectKind.ROLE && roles.contains(grant.grantee().name());
  }

  /** Whether an object is there, for this role. */
  boolean finds(Securable object) {
    return catalog.exists(object)
        && sees(object)
        && object.containers().stream().allMatch(container -> has(container, Grant.USAGE));
  }

  /**
   * Checks that an object is there and that one of these privileges on it is held, and USAGE on
   * what it stands in.
   *
   * @throws SnowflakeError 002003 if it does not exist or there is no privilege on it at all,
   *     003001 if there are others
   */
  void require(Securable object, String... privileges) {
    for (Securable container : object.containers()) {
      requireHere(container, Grant.USAGE);
    }
    requireHere(object, privileges);
  }

  /**
   * Checks that an object may be created in its schema: with a privilege on the schema, and USAGE
   * on that and the database.
   */
  void requireToCreate(String privilege, Securable object) {
    for (Securable container : object.containers()) {
      requireHere(container, Grant.USAGE);
    }
    requireHere(Securable.schema(object.path().get(0), object.path().get(1)), privilege);
  }

  /** Checks the same without a look at what it stands in. */
  void requireHere(Securable object, String... privileges) {
    requireVisible(object);
    if (!has(object, privileges)) {
      throw SnowflakeError.insufficientPrivileges(object);
    }
  }

  void requireOwnership(Securable object) {
    require(object, Grant.OWNERSHIP);
  }

  /** Checks that an object is there and any privilege on it is held. */
  void requireVisible(Securable object) {
    if (object.kind() != ObjectKind.ACCOUNT && !(catalog.exists(object) && sees(object))) {
      boolean isSchema = object.kind() == ObjectKind.SCHEMA;
      throw SnowflakeError.doesNotExist(
          object.kind(), isSchema ? object.last() : object.toString());
    }
  }

  /** Checks a privilege of the account. */
  void requireOnAccount(String privilege) {
    if (!has(Securable.account(), privilege)) {
      throw SnowflakeError.insufficientPrivileges(Securable.account());
    }
  }

  /** Checks that grants on an object may be changed: by its owner, or with MANAGE GRANTS. */
  void requireGrantable(Securable object) {
    requireVisible(object);
    if (!managesGrants() && !owns(object)) {
      throw SnowflakeError.insufficientPrivileges(object);
    }
  }
}
