package io.lakehousesync.testkit.snowflake.internal.grant;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import java.time.Instant;

/**
 * A privilege that a role has on an object. If a role is granted to another role or to a user, the
 * grant is the privilege USAGE on the granted role.
 *
 * @param object the object
 * @param privilege the privilege
 * @param grantee the role or user that has the privilege
 * @param grantedBy the role that owned the object when the privilege was granted
 * @param createdOn when the privilege was granted
 */
public record Grant(
    Securable object, String privilege, Grantee grantee, String grantedBy, Instant createdOn) {
  public static final String USAGE = "USAGE";
  public static final String OWNERSHIP = "OWNERSHIP";

  /** A role or a user. A user can have roles only. */
  public record Grantee(ObjectKind kind, String name) {
    public static Grantee role(String name) {
      return new Grantee(ObjectKind.ROLE, name);
    }

    public static Grantee user(String name) {
      return new Grantee(ObjectKind.USER, name);
    }
  }

  /**
   * Returns whether the other grant is for the same object, privilege and grantee. The granting
   * role does not matter.
   */
  boolean isSameAs(Grant other) {
    return object.equals(other.object)
        && privilege.equals(other.privilege)
        && grantee.equals(other.grantee);
  }

  /** Returns whether this is the grant of a role. */
  public boolean isOfRole() {
    return object.kind() == ObjectKind.ROLE && privilege.equals(USAGE);
  }

  Grant withGrantedBy(String role) {
    return new Grant(object, privilege, grantee, role, createdOn);
  }
}
