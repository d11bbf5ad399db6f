package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import io.lakehousesync.testkit.snowflake.internal.value.WireValues;
import java.math.BigDecimal;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts the rows of the engine (DuckDB) to the encoding in which the driver receives them. */
final class ResultReader {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private ResultReader() {}

  static Result read(ResultSet rows) throws SQLException {
    ResultSetMetaData metadata = rows.getMetaData();
    List<ResultColumn> columns = new ArrayList<>();
    for (int i = 1; i <= metadata.getColumnCount(); i++) {
      columns.add(ColumnTypes.column(metadata, i));
    }
    List<List<@Nullable String>> values = new ArrayList<>();
    while (rows.next()) {
      @Nullable String[] row = new String[columns.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = value(rows, i + 1, columns.get(i).type());
      }
      values.add(Arrays.asList(row));
    }
    return new Result(Result.Kind.SELECT, columns, values);
  }

  private static @Nullable String value(ResultSet rows, int index, ResultColumn.Type type)
      throws SQLException {
    Object value = rows.getObject(index);
    if (value == null) {
      return null;
    }
    return switch (type) {
      case FIXED -> value instanceof BigDecimal number ? number.toPlainString() : value.toString();
      case REAL, TEXT -> value.toString();
      case BOOLEAN -> WireValues.of(rows.getBoolean(index));
      case DATE -> WireValues.of(rows.getObject(index, LocalDate.class));
      case TIME -> WireValues.of(rows.getObject(index, LocalTime.class));
      case TIMESTAMP_NTZ -> WireValues.of(rows.getObject(index, LocalDateTime.class));
      case TIMESTAMP_LTZ -> WireValues.of(rows.getObject(index, OffsetDateTime.class).toInstant());
      case BINARY -> hex(rows.getBlob(index));
      case ARRAY, OBJECT -> StructuredValues.json(value);
    };
  }

  private static String hex(Blob blob) throws SQLException {
    return HEX.formatHex(blob.getBytes(1, (int) blob.length()));
  }
}
