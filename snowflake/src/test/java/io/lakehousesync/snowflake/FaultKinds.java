package io.lakehousesync.snowflake;

import io.lakehousesync.testkit.snowflake.Fault;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** One fault of each kind that the stand-in can make, for statements with a timeout of a second. */
final class FaultKinds {
  static final Fault.SqlError REFUSED =
      new Fault.SqlError("003001", "42501", "Insufficient privileges");

  // Faults are compared by identity, so each kind is one object.
  private static final Fault.SqlError INTERNAL_ERROR =
      new Fault.SqlError("000603", "XX000", "internal error");

  private static final List<Fault.SqlError> SQL_ERRORS =
      List.of(
          INTERNAL_ERROR,
          REFUSED,
          new Fault.SqlError("390114", "08001", "Authentication token has expired"));

  private static final List<Fault.SqlError> INSIDE =
      List.of(
          INTERNAL_ERROR,
          REFUSED,
          new Fault.SqlError("000604", "57014", "SQL execution canceled"),
          new Fault.SqlError(
              "000630", "57014", "Statement reached its statement or warehouse timeout"));

  /** The answer is lost after the statement was executed. */
  static final Fault LOST_ANSWER = Fault.dropAfter();

  private static final List<Fault> SILENT =
      List.of(
          Fault.httpStatus(503),
          Fault.delay(Duration.ofSeconds(3)),
          Fault.hang(),
          Fault.dropBefore(),
          LOST_ANSWER);

  private static final List<Fault> PASSING =
      List.of(Fault.sessionExpired(), Fault.delay(Duration.ofMillis(100)));

  private FaultKinds() {}

  /** Returns errors that Snowflake sends as an answer. */
  static List<Fault.SqlError> sqlErrors() {
    return SQL_ERRORS;
  }

  /** Returns faults of statements that Snowflake itself runs: no answer is lost. */
  static List<Fault.SqlError> inside() {
    return INSIDE;
  }

  /** Returns the others of {@link #inside}, for the slow tests. */
  static List<Fault.SqlError> otherInside() {
    return inside().subList(1, inside().size());
  }

  /** Returns faults without an answer in time. The driver gives up after a second. */
  static List<Fault> silent() {
    return SILENT;
  }

  /** Returns faults that fail a statement if every request has them. */
  static List<Fault> lasting() {
    return Stream.<Fault>concat(sqlErrors().stream(), silent().stream()).toList();
  }

  /** Returns faults that the driver repairs if only one request has them. */
  static List<Fault> passing() {
    return PASSING;
  }

  /** Returns the fault that tests of the normal build use; the driver does not retry it. */
  static List<Fault> quick() {
    return List.of(INTERNAL_ERROR);
  }

  /** Returns the others of {@link #lasting}, for the slow tests. */
  static List<Fault> otherLasting() {
    return without(lasting());
  }

  /** Returns the others of {@link #all}, for the slow tests. */
  static List<Fault> others() {
    return without(all());
  }

  private static List<Fault> without(List<Fault> faults) {
    return faults.stream().filter(fault -> !quick().contains(fault)).toList();
  }

  static List<Fault> all() {
    return Stream.concat(lasting().stream(), passing().stream()).toList();
  }
}
