package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.value.Bindings;
import io.lakehousesync.testkit.snowflake.internal.value.Bindings.Binding;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;

/** Sets the values of bind variables in a query that the engine (DuckDB) runs. */
final class BoundValues {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private BoundValues() {}

  static void set(PreparedStatement query, Bindings bindings) throws SQLException {
    List<Binding> values = bindings.values();
    int expected = query.getParameterMetaData().getParameterCount();
    if (values.size() != expected) {
      throw SnowflakeError.notSupported(
          "the statement has %d bind variables and got %d values."
              .formatted(expected, values.size()));
    }
    for (int i = 0; i < values.size(); i++) {
      set(query, i + 1, values.get(i));
    }
  }

  private static void set(PreparedStatement query, int index, Binding binding) throws SQLException {
    String value = binding.value();
    if (value == null) {
      query.setObject(index, null);
      return;
    }
    switch (binding.type()) {
      case "FIXED" -> query.setObject(index, new BigDecimal(value));
      case "REAL" -> query.setDouble(index, Double.parseDouble(value));
      case "TEXT" -> query.setString(index, value);
      case "BOOLEAN" -> query.setBoolean(index, Boolean.parseBoolean(value) || value.equals("1"));
      case "DATE" ->
          query.setObject(
              index,
              Instant.ofEpochMilli(Long.parseLong(value)).atZone(ZoneOffset.UTC).toLocalDate());
      case "TIME" -> query.setObject(index, LocalTime.ofNanoOfDay(Long.parseLong(value)));
      case "TIMESTAMP_NTZ" ->
          query.setObject(index, LocalDateTime.ofInstant(instant(value), ZoneOffset.UTC));
      case "TIMESTAMP_LTZ" -> query.setObject(index, instant(value).atOffset(ZoneOffset.UTC));
      case "BINARY" -> query.setBytes(index, HexFormat.of().parseHex(value));
      default -> throw SnowflakeError.notSupported("a bind variable of type " + binding.type());
    }
  }

  private static Instant instant(String nanos) {
    long value = Long.parseLong(nanos);
    return Instant.ofEpochSecond(
        Math.floorDiv(value, NANOS_PER_SECOND), Math.floorMod(value, NANOS_PER_SECOND));
  }
}
