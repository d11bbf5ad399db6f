package io.lakehousesync.testkit.snowflake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value in a procedure.
 *
 * @param type its type
 * @param text the value as people write it, or empty for NULL
 */
record ScriptValue(DataType type, Optional<String> text) {
  static ScriptValue nullOf(DataType type) {
    return new ScriptValue(type, Optional.empty());
  }

  /** The value that a result's column has in a row. */
  static ScriptValue of(Column column, @Nullable String wire) {
    return new ScriptValue(
        DataType.of(column),
        Optional.ofNullable(wire).map(value -> WireLiterals.text(column, value)));
  }

  boolean isTrue() {
    return text.filter("true"::equals).isPresent();
  }

  /** The value as an expression of Snowflake's SQL. */
  String sql() {
    String literal =
        text.map(value -> "'" + value.replace("\\", "\\\\").replace("'", "''") + "'")
            .orElse("NULL");
    return "CAST(%s AS %s)".formatted(literal, type.name());
  }

  /**
   * Converts the value.
   *
   * @throws SnowflakeError if it cannot be
   */
  ScriptValue cast(DataType to, StatementContext context) {
    Result result =
        context
            .engine()
            .cast(
                Map.of("V", to.engineType()),
                List.of(List.of(text.map(DuckDb::literal).orElse("NULL"))),
                context.session());
    return new ScriptValue(to, of(result.columns().get(0), result.rows().get(0).get(0)).text());
  }
}
