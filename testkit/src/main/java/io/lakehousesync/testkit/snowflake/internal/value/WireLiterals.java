package io.lakehousesync.testkit.snowflake.internal.value;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Converts values from the encoding of the wire to text that a cast turns back into the value. */
public final class WireLiterals {
  private static final int NANO_DIGITS = 9;

  private WireLiterals() {}

  /** Returns the engine's literal, {@code NULL} for null. */
  public static String engine(ResultColumn column, @Nullable String wire) {
    return wire == null ? "NULL" : EngineSql.literal(text(column, wire));
  }

  /** Returns the value as text. */
  public static String text(ResultColumn column, String wire) {
    return switch (column.type()) {
      case FIXED, REAL, TEXT -> wire;
      case BOOLEAN -> Boolean.toString(wire.equals("1"));
      case DATE -> LocalDate.ofEpochDay(Long.parseLong(wire)).toString();
      case TIME -> LocalTime.ofNanoOfDay(nanos(wire)).toString();
      case TIMESTAMP_NTZ -> instant(wire).atOffset(ZoneOffset.UTC).toLocalDateTime().toString();
      case TIMESTAMP_LTZ -> instant(wire).toString();
      case BINARY, ARRAY, OBJECT ->
          throw SnowflakeError.notSupported("a stored value of type " + column.type());
    };
  }

  private static Instant instant(String wire) {
    return Instant.EPOCH.plusNanos(nanos(wire));
  }

  private static long nanos(String wire) {
    return new BigDecimal(wire).movePointRight(NANO_DIGITS).longValueExact();
  }
}
