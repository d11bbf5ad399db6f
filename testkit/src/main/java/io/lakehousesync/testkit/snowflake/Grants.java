package io.lakehousesync.testkit.snowflake;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Who owns which object, since when it exists. Thread-safe. */
final class Grants {
  /** The role that owns what has been declared before the stand-in started. */
  static final String ADMIN = "ACCOUNTADMIN";

  private record Origin(String owner, Instant createdOn) {}

  private final Map<Securable, Origin> origins = new HashMap<>();

  /** Notes a new object, which belongs to the role that created it. */
  synchronized void created(Securable object, String owner, Instant at) {
    dropped(object);
    origins.put(object, new Origin(owner, at));
  }

  /** Forgets an object and all that stands in it. */
  synchronized void dropped(Securable object) {
    origins.keySet().removeIf(each -> each.isWithin(object));
  }

  synchronized String owner(Securable object) {
    Origin origin = origins.get(object);
    return origin == null ? ADMIN : origin.owner();
  }

  synchronized Instant createdOn(Securable object) {
    Origin origin = origins.get(object);
    return origin == null ? Instant.EPOCH : origin.createdOn();
  }
}
