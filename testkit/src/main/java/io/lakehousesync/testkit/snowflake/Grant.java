package io.lakehousesync.testkit.snowflake;

import java.time.Instant;

/**
 * A privilege on an object that a role holds, or a role that a role or user has: USAGE on it.
 *
 * @param object the object
 * @param privilege the privilege
 * @param grantee who holds it
 * @param grantedBy the role that owned the object when it was granted
 * @param createdOn when it was granted
 */
record Grant(
    Securable object, String privilege, Grantee grantee, String grantedBy, Instant createdOn) {
  static final String USAGE = "USAGE";
  static final String OWNERSHIP = "OWNERSHIP";

  /** A role, or a user, who has roles only. */
  record Grantee(ObjectKind kind, String name) {
    static Grantee role(String name) {
      return new Grantee(ObjectKind.ROLE, name);
    }

    static Grantee user(String name) {
      return new Grantee(ObjectKind.USER, name);
    }
  }

  /** Whether it is the same privilege of the same grantee, whoever granted it. */
  boolean isSameAs(Grant other) {
    return object.equals(other.object)
        && privilege.equals(other.privilege)
        && grantee.equals(other.grantee);
  }

  /** Whether it gives its grantee a role. */
  boolean isOfRole() {
    return object.kind() == ObjectKind.ROLE && privilege.equals(USAGE);
  }

  Grant withGrantedBy(String role) {
    return new Grant(object, privilege, grantee, role, createdOn);
  }
}
