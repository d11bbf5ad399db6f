package io.lakehousesync.testkit.snowflake;

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

  /** Returns the variable's value, or fails with 000904. */
  ScriptValue require(String name) {
    return find(name).orElseThrow(() -> SnowflakeError.invalidIdentifier(name));
  }

  /** Gives a variable that exists another value, which is cast to its type. */
  void assign(String name, ScriptValue value, StatementContext context) {
    values.put(name, value.cast(require(name).type(), context));
  }
}
