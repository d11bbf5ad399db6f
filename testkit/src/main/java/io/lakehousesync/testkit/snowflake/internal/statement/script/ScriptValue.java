package io.lakehousesync.testkit.snowflake.internal.statement.script;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.value.DataType;
import io.lakehousesync.testkit.snowflake.internal.value.EngineSql;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import io.lakehousesync.testkit.snowflake.internal.value.WireLiterals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value in a procedure.
 *
 * @param type its type
 * @param text the value as text, or empty for NULL
 */
record ScriptValue(DataType type, Optional<String> text) {
  static ScriptValue nullOf(DataType type) {
    return new ScriptValue(type, Optional.empty());
  }

  /** Returns the value that a result contains for a column. */
  static ScriptValue of(ResultColumn column, @Nullable String wire) {
    return new ScriptValue(
        DataType.of(column),
        Optional.ofNullable(wire).map(value -> WireLiterals.text(column, value)));
  }

  boolean isTrue() {
    return text.filter("true"::equals).isPresent();
  }

  /** Returns the value as an expression of Snowflake's SQL. */
  String sql() {
    String literal =
        text.map(value -> "'" + value.replace("\\", "\\\\").replace("'", "''") + "'")
            .orElse("NULL");
    return "CAST(%s AS %s)".formatted(literal, type.name());
  }

  /**
   * Converts the value.
   *
   * @throws SnowflakeError if it cannot be converted
   */
  ScriptValue cast(DataType to, StatementContext context) {
    Result result =
        context
            .queries()
            .cast(
                Map.of("V", to.engineType()),
                List.of(List.of(text.map(EngineSql::literal).orElse("NULL"))),
                context.session());
    return new ScriptValue(to, of(result.columns().get(0), result.rows().get(0).get(0)).text());
  }
}
