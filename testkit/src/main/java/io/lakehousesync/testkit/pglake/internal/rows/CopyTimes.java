package io.lakehousesync.testkit.pglake.internal.rows;

import static io.lakehousesync.testkit.pglake.internal.rows.EngineException.DATETIME_OUT_OF_RANGE;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Decodes dates and times from PostgreSQL's binary format, which counts from the year 2000. Like
 * pg_lake, it rejects infinity, and years that pg_lake does not store.
 */
final class CopyTimes {
  private static final long EPOCH_DAY_2000 = LocalDate.of(2000, 1, 1).toEpochDay();
  private static final long EPOCH_SECOND_2000 = EPOCH_DAY_2000 * 86_400;
  private static final int MIN_DATE_YEAR = -4712;
  private static final int MIN_TIMESTAMP_YEAR = 1;
  private static final int MAX_YEAR = 9999;

  private CopyTimes() {}

  static LocalDate date(int daysSince2000) {
    LocalDate date = LocalDate.ofEpochDay(EPOCH_DAY_2000 + daysSince2000);
    if (isInfinite(daysSince2000, Integer.MIN_VALUE, Integer.MAX_VALUE)
        || date.getYear() < MIN_DATE_YEAR
        || date.getYear() > MAX_YEAR) {
      throw new EngineException(DATETIME_OUT_OF_RANGE, "date out of range");
    }
    return date;
  }

  static LocalTime time(long micros) {
    try {
      return LocalTime.ofNanoOfDay(micros * 1000);
    } catch (DateTimeException e) {
      throw new EngineException(DATETIME_OUT_OF_RANGE, "time out of range");
    }
  }

  static LocalDateTime timestamp(long microsSince2000) {
    return timestamp(microsSince2000, "timestamp out of range");
  }

  static OffsetDateTime timestamptz(long microsSince2000) {
    return timestamp(microsSince2000, "timestamptz out of range").atOffset(ZoneOffset.UTC);
  }

  private static LocalDateTime timestamp(long microsSince2000, String outOfRange) {
    LocalDateTime timestamp =
        LocalDateTime.ofEpochSecond(
            EPOCH_SECOND_2000 + Math.floorDiv(microsSince2000, 1_000_000L),
            (int) Math.floorMod(microsSince2000, 1_000_000L) * 1000,
            ZoneOffset.UTC);
    if (isInfinite(microsSince2000, Long.MIN_VALUE, Long.MAX_VALUE)
        || timestamp.getYear() < MIN_TIMESTAMP_YEAR
        || timestamp.getYear() > MAX_YEAR) {
      throw new EngineException(DATETIME_OUT_OF_RANGE, outOfRange);
    }
    return timestamp;
  }

  private static boolean isInfinite(long value, long min, long max) {
    return value == min || value == max;
  }
}
