package io.lakehousesync.snowflake;

import io.lakehousesync.testkit.snowflake.Fault;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** One fault of each kind that the stand-in can make, for statements with a timeout of a second. */
final class FaultKinds {
  static final Fault REFUSED = Fault.sqlError("003001", "42501", "Insufficient privileges");

  private FaultKinds() {}

  /** What Snowflake answers with. */
  static List<Fault> sqlErrors() {
    return List.of(
        Fault.sqlError("000603", "XX000", "internal error"),
        REFUSED,
        Fault.sqlError("390114", "08001", "Authentication token has expired"));
  }

  /** Those for which there is no answer in time; the driver gives up after a second. */
  static List<Fault> silent() {
    return List.of(
        Fault.httpStatus(503),
        Fault.delay(Duration.ofSeconds(3)),
        Fault.hang(),
        Fault.dropBefore(),
        Fault.dropAfter());
  }

  /** A statement of which each request is struck has no answer, or an error for one. */
  static List<Fault> lasting() {
    return Stream.concat(sqlErrors().stream(), silent().stream()).toList();
  }

  /** A statement that is struck once has its answer all the same. */
  static List<Fault> passing() {
    return List.of(Fault.sessionExpired(), Fault.delay(Duration.ofMillis(100)));
  }

  static List<Fault> all() {
    return Stream.concat(lasting().stream(), passing().stream()).toList();
  }
}
