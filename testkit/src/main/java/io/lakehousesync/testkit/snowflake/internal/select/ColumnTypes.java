package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.value.EngineSql;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Types;

/**
 * Maps Iceberg's types to the types of the engine (DuckDB), and the engine's types to Snowflake's
 * types.
 *
 * <p>Source: docs.snowflake.com, "Data types for Apache Iceberg tables"
 * (/en/user-guide/tables-iceberg-data-types). Differences: UUID is reported as text; maps and
 * timestamps of nanoseconds cannot be read; a FLOAT that Iceberg stores with 4 bytes is widened to
 * 8. The driver receives structured types as JSON, as it does without its parameters for structured
 * types (/en/developer-guide/jdbc/jdbc-using).
 */
final class ColumnTypes {
  private static final int MICROSECONDS = 6;

  private ColumnTypes() {}

  /**
   * Returns the engine's type for a column of an Iceberg table, or empty if the stand-in cannot
   * read it.
   */
  static Optional<String> engineType(org.apache.iceberg.types.Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> Optional.of("BOOLEAN");
      case INTEGER -> Optional.of("INTEGER");
      case LONG -> Optional.of("BIGINT");
      case FLOAT -> Optional.of("FLOAT");
      case DOUBLE -> Optional.of("DOUBLE");
      case DATE -> Optional.of("DATE");
      case TIME -> Optional.of("TIME");
      case TIMESTAMP ->
          Optional.of(
              ((Types.TimestampType) type).shouldAdjustToUTC()
                  ? "TIMESTAMP WITH TIME ZONE"
                  : "TIMESTAMP");
      case STRING -> Optional.of("VARCHAR");
      case UUID -> Optional.of("UUID");
      case FIXED, BINARY -> Optional.of("BLOB");
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield Optional.of("DECIMAL(%d,%d)".formatted(decimal.precision(), decimal.scale()));
      }
      case LIST -> engineType(type.asListType().elementType()).map(element -> element + "[]");
      case STRUCT -> structType(type.asStructType());
      default -> Optional.empty();
    };
  }

  private static Optional<String> structType(Types.StructType struct) {
    List<String> fields = new ArrayList<>();
    for (Types.NestedField field : struct.fields()) {
      Optional<String> type = engineType(field.type());
      if (type.isEmpty()) {
        return Optional.empty();
      }
      fields.add(EngineSql.identifier(field.name()) + " " + type.get());
    }
    return Optional.of("STRUCT(" + String.join(", ", fields) + ")");
  }

  /** Returns Snowflake's type for a column of the engine's result. */
  static ResultColumn column(ResultSetMetaData result, int index) throws SQLException {
    String name = result.getColumnLabel(index);
    String type = result.getColumnTypeName(index);
    if (type.endsWith("[]")) {
      return ResultColumn.of(name, ResultColumn.Type.ARRAY);
    }
    if (type.startsWith("STRUCT(")) {
      return ResultColumn.of(name, ResultColumn.Type.OBJECT);
    }
    if (type.startsWith("DECIMAL")) {
      return new ResultColumn(
          name, ResultColumn.Type.FIXED, result.getPrecision(index), result.getScale(index));
    }
    return switch (type) {
      case "TINYINT" -> new ResultColumn(name, ResultColumn.Type.FIXED, 3, 0);
      case "SMALLINT" -> new ResultColumn(name, ResultColumn.Type.FIXED, 5, 0);
      case "INTEGER" -> new ResultColumn(name, ResultColumn.Type.FIXED, 10, 0);
      case "BIGINT" -> new ResultColumn(name, ResultColumn.Type.FIXED, 19, 0);
      case "HUGEINT" -> new ResultColumn(name, ResultColumn.Type.FIXED, 38, 0);
      case "FLOAT", "DOUBLE" -> ResultColumn.of(name, ResultColumn.Type.REAL);
      case "BOOLEAN" -> ResultColumn.of(name, ResultColumn.Type.BOOLEAN);
      case "DATE" -> ResultColumn.of(name, ResultColumn.Type.DATE);
      case "TIME" -> new ResultColumn(name, ResultColumn.Type.TIME, 0, MICROSECONDS);
      case "TIMESTAMP" -> new ResultColumn(name, ResultColumn.Type.TIMESTAMP_NTZ, 0, MICROSECONDS);
      case "TIMESTAMP WITH TIME ZONE" ->
          new ResultColumn(name, ResultColumn.Type.TIMESTAMP_LTZ, 0, MICROSECONDS);
      case "BLOB" -> ResultColumn.of(name, ResultColumn.Type.BINARY);
      case "VARCHAR", "UUID" -> ResultColumn.text(name);
      case "\"NULL\"" -> ResultColumn.text(name);
      default -> throw SnowflakeError.notSupported("a result column of type " + type);
    };
  }
}
