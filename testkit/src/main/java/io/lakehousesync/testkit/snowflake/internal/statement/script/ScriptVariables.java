package io.lakehousesync.testkit.snowflake.internal.statement.script;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The variables of one call of a procedure, by name. Not thread-safe. */
final class ScriptVariables {
  private final Map<String, ScriptValue> values = new HashMap<>();

  void declare(String name, ScriptValue initial) {
    values.put(name, initial);
  }

  Optional<ScriptValue> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /**
   * Returns the variable's value.
   *
   * @throws SnowflakeError 000904 if there is no such variable
   */
  ScriptValue require(String name) {
    return find(name).orElseThrow(() -> SnowflakeError.invalidIdentifier(name));
  }

  /** Casts a value to the type of an existing variable, and sets the variable to it. */
  void assign(String name, ScriptValue value, StatementContext context) {
    values.put(name, value.cast(require(name).type(), context));
  }
}
