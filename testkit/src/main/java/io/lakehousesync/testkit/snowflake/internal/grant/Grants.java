package io.lakehousesync.testkit.snowflake.internal.grant;

import io.lakehousesync.testkit.snowflake.internal.grant.Grant.Grantee;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The owners of objects, and the grants. Thread-safe.
 *
 * <p>Source: docs.snowflake.com, "Overview of Access Control"
 * (/en/user-guide/security-access-control-overview). An object belongs to the role that created it,
 * a role inherits the privileges of the roles granted to it, and PUBLIC is granted to all roles.
 * There are no secondary roles and no database roles.
 */
public final class Grants {
  /**
   * The role that may do everything. It owns the objects that were declared before the stand-in
   * started.
   */
  public static final String ADMIN = "ACCOUNTADMIN";

  public static final String PUBLIC = "PUBLIC";

  private record Origin(String owner, Instant createdOn) {}

  private final Map<Securable, Origin> origins = new HashMap<>();
  private final List<Grant> grants = new ArrayList<>();

  /** Records a new object, which belongs to the role that created it. */
  public synchronized void created(Securable object, String owner, Instant at) {
    dropped(object);
    origins.put(object, new Origin(owner, at));
  }

  /**
   * Removes an object and all its content. Also removes all grants on the removed objects, and all
   * grants to removed roles.
   */
  public synchronized void dropped(Securable object) {
    origins.keySet().removeIf(each -> each.isWithin(object));
    grants.removeIf(each -> each.object().isWithin(object));
    if (object.kind() == ObjectKind.ROLE) {
      grants.removeIf(each -> each.grantee().equals(Grantee.role(object.last())));
    }
  }

  public synchronized String owner(Securable object) {
    Origin origin = origins.get(object);
    return origin == null ? ADMIN : origin.owner();
  }

  public synchronized Instant createdOn(Securable object) {
    Origin origin = origins.get(object);
    return origin == null ? Instant.EPOCH : origin.createdOn();
  }

  /**
   * Transfers an object to another role. This role also becomes the grantor of the grants on the
   * object.
   */
  public synchronized void transfer(Securable object, String owner) {
    origins.put(object, new Origin(owner, createdOn(object)));
    grants.replaceAll(grant -> grant.object().equals(object) ? grant.withGrantedBy(owner) : grant);
  }

  /** Transfers all objects of a role to another role. */
  public synchronized void transferAll(String from, String to) {
    List.copyOf(origins.entrySet()).stream()
        .filter(entry -> entry.getValue().owner().equals(from))
        .forEach(entry -> transfer(entry.getKey(), to));
  }

  public synchronized void grant(Grant grant) {
    if (grants.stream().noneMatch(grant::isSameAs)) {
      grants.add(grant);
    }
  }

  public synchronized void revoke(Securable object, String privilege, Grantee grantee) {
    grants.removeIf(
        each ->
            each.object().equals(object)
                && each.privilege().equals(privilege)
                && each.grantee().equals(grantee));
  }

  /** Revokes all privileges on an object, except for ownership. */
  public synchronized void revokeAll(Securable object) {
    grants.removeIf(each -> each.object().equals(object));
  }

  /** Returns the grants on an object, without ownership. */
  public synchronized List<Grant> on(Securable object) {
    return select(each -> each.object().equals(object));
  }

  /** Returns the grants to a role, including OWNERSHIP of its objects. */
  public synchronized List<Grant> to(String role) {
    List<Grant> all = new ArrayList<>();
    origins.forEach(
        (object, origin) -> {
          if (origin.owner().equals(role)) {
            all.add(ownership(object));
          }
        });
    all.addAll(select(each -> each.grantee().equals(Grantee.role(role))));
    return all;
  }

  public synchronized Grant ownership(Securable object) {
    String owner = owner(object);
    return new Grant(object, Grant.OWNERSHIP, Grantee.role(owner), owner, createdOn(object));
  }

  /**
   * Returns the roles that a grantee has, directly or through other roles, including the grantee if
   * it is a role.
   */
  public synchronized Set<String> roles(Grantee grantee) {
    Set<String> roles = new LinkedHashSet<>();
    Deque<Grantee> open = new ArrayDeque<>(List.of(grantee));
    while (!open.isEmpty()) {
      Grantee next = open.remove();
      if (next.kind() == ObjectKind.USER || roles.add(next.name())) {
        select(each -> each.grantee().equals(next) && each.isOfRole())
            .forEach(each -> open.add(Grantee.role(each.object().last())));
      }
    }
    roles.add(PUBLIC);
    return roles;
  }

  private List<Grant> select(Predicate<Grant> which) {
    return grants.stream().filter(which).toList();
  }
}
