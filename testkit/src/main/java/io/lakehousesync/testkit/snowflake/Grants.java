package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.snowflake.Grant.Grantee;
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
 * Who owns which object, and who holds which privilege. Thread-safe.
 *
 * <p>Source: docs.snowflake.com, "Overview of Access Control"
 * (/en/user-guide/security-access-control-overview): an object belongs to the role that created it,
 * a role inherits what the roles granted to it hold, and PUBLIC is granted to all. There are no
 * secondary roles and no database roles.
 */
final class Grants {
  /** The role that may do everything, and owns what was declared before the stand-in started. */
  static final String ADMIN = "ACCOUNTADMIN";

  static final String PUBLIC = "PUBLIC";

  private record Origin(String owner, Instant createdOn) {}

  private final Map<Securable, Origin> origins = new HashMap<>();
  private final List<Grant> grants = new ArrayList<>();

  /** Notes a new object, which belongs to the role that created it. */
  synchronized void created(Securable object, String owner, Instant at) {
    dropped(object);
    origins.put(object, new Origin(owner, at));
  }

  /** Forgets an object and all that stands in it, with all grants on them, or to them. */
  synchronized void dropped(Securable object) {
    origins.keySet().removeIf(each -> each.isWithin(object));
    grants.removeIf(each -> each.object().isWithin(object));
    if (object.kind() == ObjectKind.ROLE) {
      grants.removeIf(each -> each.grantee().equals(Grantee.role(object.last())));
    }
  }

  synchronized String owner(Securable object) {
    Origin origin = origins.get(object);
    return origin == null ? ADMIN : origin.owner();
  }

  synchronized Instant createdOn(Securable object) {
    Origin origin = origins.get(object);
    return origin == null ? Instant.EPOCH : origin.createdOn();
  }

  /** Gives an object to another role; the grants on it are then that role's. */
  synchronized void transfer(Securable object, String owner) {
    origins.put(object, new Origin(owner, createdOn(object)));
    grants.replaceAll(grant -> grant.object().equals(object) ? grant.withGrantedBy(owner) : grant);
  }

  /** Gives all that belongs to a role to another one. */
  synchronized void transferAll(String from, String to) {
    List.copyOf(origins.entrySet()).stream()
        .filter(entry -> entry.getValue().owner().equals(from))
        .forEach(entry -> transfer(entry.getKey(), to));
  }

  synchronized void grant(Grant grant) {
    if (grants.stream().noneMatch(grant::isSameAs)) {
      grants.add(grant);
    }
  }

  synchronized void revoke(Securable object, String privilege, Grantee grantee) {
    grants.removeIf(
        each ->
            each.object().equals(object)
                && each.privilege().equals(privilege)
                && each.grantee().equals(grantee));
  }

  /** Revokes everything on an object, but for ownership. */
  synchronized void revokeAll(Securable object) {
    grants.removeIf(each -> each.object().equals(object));
  }

  /** The grants on an object, without ownership. */
  synchronized List<Grant> on(Securable object) {
    return select(each -> each.object().equals(object));
  }

  /** The grants to a role, with its ownerships. */
  synchronized List<Grant> to(String role) {
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

  synchronized Grant ownership(Securable object) {
    String owner = owner(object);
    return new Grant(object, Grant.OWNERSHIP, Grantee.role(owner), owner, createdOn(object));
  }

  /** The roles that a grantee has, directly or through others, itself included if it is one. */
  synchronized Set<String> roles(Grantee grantee) {
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
