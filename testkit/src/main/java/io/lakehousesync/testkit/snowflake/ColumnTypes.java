package io.lakehousesync.testkit.snowflake;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.iceberg.types.Types;

/**
 * Iceberg's types as the engine's, and the engine's as Snowflake's.
 *
 * <p>Source: docs.snowflake.com, "Data types for Apache Iceberg tables"
 * (/en/user-guide/tables-iceberg-data-types). Differences: UUID is reported as text; structured
 * types and timestamps of nanoseconds cannot be read; a FLOAT that Iceberg stores with 4 bytes is
 * widened to 8.
 */
final class ColumnTypes {
  private static final int MICROSECONDS = 6;

  private ColumnTypes() {}

  /**
   * The engine's type for a column of an Iceberg table, or empty if the stand-in cannot read it.
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
      default -> Optional.empty();
    };
  }

  /** Snowflake's type for a column of the engine's result. */
  static Column column(ResultSetMetaData result, int index) throws SQLException {
    String name = result.getColumnLabel(index);
    String type = result.getColumnTypeName(index);
    if (type.startsWith("DECIMAL")) {
      return new Column(
          name, Column.Type.FIXED, result.getPrecision(index), result.getScale(index));
    }
    return switch (type) {
      case "TINYINT" -> new Column(name, Column.Type.FIXED, 3, 0);
      case "SMALLINT" -> new Column(name, Column.Type.FIXED, 5, 0);
      case "INTEGER" -> new Column(name, Column.Type.FIXED, 10, 0);
      case "BIGINT" -> new Column(name, Column.Type.FIXED, 19, 0);
      case "HUGEINT" -> new Column(name, Column.Type.FIXED, 38, 0);
      case "FLOAT", "DOUBLE" -> Column.of(name, Column.Type.REAL);
      case "BOOLEAN" -> Column.of(name, Column.Type.BOOLEAN);
      case "DATE" -> Column.of(name, Column.Type.DATE);
      case "TIME" -> new Column(name, Column.Type.TIME, 0, MICROSECONDS);
      case "TIMESTAMP" -> new Column(name, Column.Type.TIMESTAMP_NTZ, 0, MICROSECONDS);
      case "TIMESTAMP WITH TIME ZONE" ->
          new Column(name, Column.Type.TIMESTAMP_LTZ, 0, MICROSECONDS);
      case "BLOB" -> Column.of(name, Column.Type.BINARY);
      case "VARCHAR", "UUID" -> Column.text(name);
      case "\"NULL\"" -> Column.text(name);
      default -> throw SnowflakeError.notSupported("a result column of type " + type);
    };
  }
}
