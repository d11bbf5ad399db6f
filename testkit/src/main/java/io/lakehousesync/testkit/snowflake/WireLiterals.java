package io.lakehousesync.testkit.snowflake;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Values in the encoding of the wire as text that a cast turns back into the value. */
final class WireLiterals {
  private static final int NANO_DIGITS = 9;

  private WireLiterals() {}

  /** The engine's literal, {@code NULL} for null. */
  static String engine(Column column, @Nullable String wire) {
    return wire == null ? "NULL" : DuckDb.literal(text(column, wire));
  }

  /** The value as people write it. */
  static String text(Column column, String wire) {
    return switch (column.type()) {
      case FIXED, REAL, TEXT -> wire;
      case BOOLEAN -> Boolean.toString(wire.equals("1"));
      case DATE -> LocalDate.ofEpochDay(Long.parseLong(wire)).toString();
      case TIME -> LocalTime.ofNanoOfDay(nanos(wire)).toString();
      case TIMESTAMP_NTZ -> instant(wire).atOffset(ZoneOffset.UTC).toLocalDateTime().toString();
      case TIMESTAMP_LTZ -> instant(wire).toString();
      case BINARY -> throw SnowflakeError.notSupported("a stored value of type BINARY");
    };
  }

  private static Instant instant(String wire) {
    return Instant.EPOCH.plusNanos(nanos(wire));
  }

  private static long nanos(String wire) {
    return new BigDecimal(wire).movePointRight(NANO_DIGITS).longValueExact();
  }
}
