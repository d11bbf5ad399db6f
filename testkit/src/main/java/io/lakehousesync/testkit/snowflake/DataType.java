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
      String precision = in.number();
      String scale = in.acceptSymbol(",") ? in.number() : "0";
      in.expectSymbol(")");
      arguments = "(" + precision + "," + scale + ")";
    }
    return new DataType("NUMBER" + arguments, "DECIMAL" + arguments);
  }
}
