package io.lakehousesync.testkit.snowflake.internal.value;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;

/**
 * Encodes values for the JSON result format: dates as days and times as seconds since the epoch,
 * with nine digits of fraction.
 */
public final class WireValues {
  private WireValues() {}

  public static String of(boolean value) {
    return value ? "1" : "0";
  }

  public static String of(LocalDate date) {
    return Long.toString(date.toEpochDay());
  }

  public static String of(LocalTime time) {
    return of(Instant.EPOCH.plusNanos(time.toNanoOfDay()));
  }

  /** Encodes a TIMESTAMP_NTZ as if it were UTC. */
  public static String of(LocalDateTime timestamp) {
    return of(timestamp.toInstant(ZoneOffset.UTC));
  }

  /**
   * Encodes an instant. Before the epoch, the fraction is negative too. For example, half a second
   * before the epoch is -0.5.
   */
  public static String of(Instant instant) {
    long seconds = instant.getEpochSecond();
    int nanos = instant.getNano();
    if (seconds < 0 && nanos > 0) {
      return "-%d.%09d".formatted(-(seconds + 1), 1_000_000_000 - nanos);
    }
    return "%d.%09d".formatted(seconds, nanos);
  }
}
