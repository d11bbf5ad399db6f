package io.lakehousesync.testkit.snowflake;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * Values as the JSON result format carries them: dates as days and times as seconds since the
 * epoch, with nine digits of fraction.
 */
final class WireValues {
  private WireValues() {}

  static String of(boolean value) {
    return value ? "1" : "0";
  }

  static String of(LocalDate date) {
    return Long.toString(date.toEpochDay());
  }

  static String of(LocalTime time) {
    return of(Instant.EPOCH.plusNanos(time.toNanoOfDay()));
  }

  /** A TIMESTAMP_NTZ travels as if it were UTC. */
  static String of(LocalDateTime timestamp) {
    return of(timestamp.toInstant(ZoneOffset.UTC));
  }

  /** Before the epoch the fraction counts back from zero: half a second before it is -0.5. */
  static String of(Instant instant) {
    long seconds = instant.getEpochSecond();
    int nanos = instant.getNano();
    if (seconds < 0 && nanos > 0) {
      return "-%d.%09d".formatted(-(seconds + 1), 1_000_000_000 - nanos);
    }
    return "%d.%09d".formatted(seconds, nanos);
  }
}
