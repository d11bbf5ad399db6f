package io.lakehousesync.testkit.snowflake;

import java.util.Optional;

/**
 * The type of a column or variable.
 *
 * @param name as Snowflake names it
 * @param engineType the engine's type
 */
record DataType(String name, String engineType) {
  static final DataType VARCHAR = new DataType("VARCHAR", "VARCHAR");

  /** The type of a variable that takes that of its first value. */
  static final DataType UNKNOWN = new DataType("UNKNOWN", "UNKNOWN");

  /** The type of a result's column. */
  static DataType of(Column column) {
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
      case BINARY -> throw SnowflakeError.notSupported("a variable of type BINARY");
    };
  }

  /** Takes a type with the arguments that {@link CastTypes} knows for it. */
  static DataType parse(TokenStream in) {
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
