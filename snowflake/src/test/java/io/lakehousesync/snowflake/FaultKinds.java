package io.lakehousesync.snowflake;

import io.lakehousesync.testkit.snowflake.Fault;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** One fault of each kind that the stand-in can make, for statements with a timeout of a second. */
final class FaultKinds {
  static final Fault.SqlError REFUSED =
      new Fault.SqlError("003001", "42501", "Insufficient privileges");

  private FaultKinds() {}

  /** What Snowflake answers with. */
  static List<Fault.SqlError> sqlErrors() {
    return List.of(
        new Fault.SqlError("000603", "XX000", "internal error"),
        REFUSED,
        new Fault.SqlError("390114", "08001", "Authentication token has expired"));
  }

  /** What may happen to a statement that Snowflake itself sends: nothing is lost on the way. */
  static List<Fault.SqlError> inside() {
    return List.of(
        new Fault.SqlError("000603", "XX000", "internal error"),
        REFUSED,
        new Fault.SqlError("000604", "57014", "SQL execution canceled"),
        new Fault.SqlError(
            "000630", "57014", "Statement reached its statement or warehouse timeout"));
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
    return Stream.<Fault>concat(sqlErrors().stream(), silent().stream()).toList();
  }

  /** A statement that is struck once has its answer all the same. */
  static List<Fault> passing() {
    return List.of(Fault.sessionExpired(), Fault.delay(Duration.ofMillis(100)));
  }

  static List<Fault> all() {
    return Stream.concat(lasting().stream(), passing().stream()).toList();
  }
}
