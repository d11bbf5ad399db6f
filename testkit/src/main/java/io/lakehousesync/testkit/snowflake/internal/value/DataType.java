package io.lakehousesync.testkit.snowflake.internal.value;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.Token;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import java.util.Optional;

/**
 * The type of a column or variable.
 *
 * @param name Snowflake's name
 * @param engineType the type of the engine (DuckDB)
 */
public record DataType(String name, String engineType) {
  public static final DataType VARCHAR = new DataType("VARCHAR", "VARCHAR");

  /** The type of a variable that takes the type of its first value. */
  public static final DataType UNKNOWN = new DataType("UNKNOWN", "UNKNOWN");

  /** Returns the type of a result's column. */
  public static DataType of(ResultColumn column) {
    return switch (column.type()) {
      case FIXED -> {
        String arguments = "(%d,%d)".formatted(Math.max(1, column.precision()), column.scale());
        yield new DataType("NUMBER" + arguments, "DECIMAL" + arguments);
      }
      case REAL -> new DataType("FLOAT", "DOUBLE");
      case TIMESTAMP_LTZ -> new DataType("TIMESTAMP_LTZ", "TIMESTAMP WITH TIME ZONE");
      case TIMESTAMP_NTZ -> new DataType("TIMESTAMP_NTZ", "TIMESTAMP");
      case TEXT -> VARCHAR;
      case BOOLEAN, DATE, TIME -> new DataType(column.type().name(), column.type().name());
      case BINARY, ARRAY, OBJECT ->
          throw SnowflakeError.notSupported("a variable of type " + column.type());
    };
  }

  /** Parses a type, with the arguments that {@link CastTypes} allows for it. */
  public static DataType parse(TokenStream in) {
    Optional<String> engineType =
        in.peek().kind() == Token.Kind.WORD
            ? CastTypes.engineType(in.peek().value())
            : Optional.empty();
    if (engineType.isEmpty()) {
      throw in.unexpected();
    }
    String name = in.word();
    if (!engineType.get().equals("DECIMAL")) {
      return new DataType(name, engineType.get());
    }
    String arguments = "(38,0)";
    if (!name.endsWith("INT") && !name.equals("INTEGER") && in.acceptSymbol("(")) {
      String precision = in.integer();
      String scale = in.acceptSymbol(",") ? in.integer() : "0";
      in.expectSymbol(")");
      arguments = "(" + precision + "," + scale + ")";
    }
    return new DataType("NUMBER" + arguments, "DECIMAL" + arguments);
  }
}
