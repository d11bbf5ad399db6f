package io.lakehousesync.testkit.snowflake.internal.grant;

import io.lakehousesync.testkit.snowflake.internal.grant.Grant.Grantee;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The privileges of a role, including those of the roles that it inherits. In this stand-in,
 * ACCOUNTADMIN may do everything. Snowflake is stricter: there, ACCOUNTADMIN cannot use objects of
 * roles outside of its hierarchy.
 *
 * <p>Source: docs.snowflake.com, "Access control privileges"
 * (/en/user-guide/security-access-control-privileges). An object on which a role has no privilege
 * does not exist for the role. The pages of the documentation disagree about the privilege that a
 * role also needs on the database and the schema of an object: USAGE, or any privilege. The
 * stand-in requires USAGE, which is the stricter rule.
 */
public final class Access {
  private final Grants grants;
  private final Predicate<Securable> existing;
  private final Set<String> roles;

  /**
   * Creates the access of a role.
   *
   * @param existing whether an object exists
   * @param role the role
   */
  public Access(Grants grants, Predicate<Securable> existing, String role) {
    this.grants = grants;
    this.existing = existing;
    roles = grants.roles(Grantee.role(role));
  }

  public boolean isAdmin() {
    return roles.contains(Grants.ADMIN);
  }

  /** Returns whether the role owns an object or has one of these privileges on it. */
  public boolean has(Securable object, String... privileges) {
    return isAdmin()
        || owns(object)
        || grants.on(object).stream()
            .anyMatch(
                grant -> isHeld(grant) && Arrays.asList(privileges).contains(grant.privilege()));
  }

  public boolean owns(Securable object) {
    return object.kind() != ObjectKind.ACCOUNT && roles.contains(grants.owner(object));
  }

  public boolean managesGrants() {
    return has(Securable.account(), "MANAGE GRANTS");
  }

  /**
   * Returns whether the role has any privilege on an object. Otherwise the object does not exist
   * for the role.
   */
  public boolean sees(Securable object) {
    return isAdmin()
        || owns(object)
        || managesGrants()
        || grants.on(object).stream().anyMatch(this::isHeld);
  }

  private boolean isHeld(Grant grant) {
    return grant.grantee().kind() == ObjectKind.ROLE && roles.contains(grant.grantee().name());
  }

  /** Returns whether an object exists for the role. */
  public boolean finds(Securable object) {
    return existing.test(object)
        && sees(object)
        && object.containers().stream().allMatch(container -> has(container, Grant.USAGE));
  }

  /**
   * Checks that an object exists. Also checks that the role has one of these privileges on it, and
   * USAGE on its containers.
   *
   * @throws SnowflakeError 002003 if the object does not exist or the role has no privilege on it,
   *     003001 if the role has only other privileges
   */
  public void require(Securable object, String... privileges) {
    for (Securable container : object.containers()) {
      requireWithoutContainers(container, Grant.USAGE);
    }
    requireWithoutContainers(object, privileges);
  }

  /**
   * Checks that an object may be created in its schema. That needs a privilege on the schema, and
   * USAGE on the schema and the database.
   */
  public void requireToCreate(String privilege, Securable object) {
    for (Securable container : object.containers()) {
      requireWithoutContainers(container, Grant.USAGE);
    }
    requireWithoutContainers(
        Securable.schema(object.path().get(0), object.path().get(1)), privilege);
  }

  /** Does the same as {@link #require}, but does not check USAGE on the containers. */
  public void requireWithoutContainers(Securable object, String... privileges) {
    requireVisible(object);
    if (!has(object, privileges)) {
      throw SnowflakeError.insufficientPrivileges(object);
    }
  }

  public void requireOwnership(Securable object) {
    require(object, Grant.OWNERSHIP);
  }

  /** Checks that an object exists and that the role has any privilege on it. */
  public void requireVisible(Securable object) {
    if (object.kind() != ObjectKind.ACCOUNT && !(existing.test(object) && sees(object))) {
      boolean isSchema = object.kind() == ObjectKind.SCHEMA;
      throw SnowflakeError.doesNotExist(
          object.kind(), isSchema ? object.last() : object.toString());
    }
  }

  /** Checks a privilege on the account. */
  public void requireOnAccount(String privilege) {
    if (!has(Securable.account(), privilege)) {
      throw SnowflakeError.insufficientPrivileges(Securable.account());
    }
  }

  /** Checks that the role may change grants on an object, as its owner or with MANAGE GRANTS. */
  public void requireGrantable(Securable object) {
    requireVisible(object);
    if (!managesGrants() && !owns(object)) {
      throw SnowflakeError.insufficientPrivileges(object);
    }
  }
}
