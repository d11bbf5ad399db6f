package io.lakehousesync.testkit.snowflake.internal.execute;

import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.value.Bindings;
import java.util.Map;

/**
 * A statement that a client sent.
 *
 * @param parameters session parameters that apply to this statement only
 */
public record StatementRequest(
    String sql, Bindings bindings, Session session, Map<String, String> parameters, Mode mode) {
  /** The two ways to run a statement. */
  public enum Mode {
    EXECUTE,
    DESCRIBE
  }

  /** Returns a parameter's value for this statement. */
  public String parameter(String name) {
    return parameters.getOrDefault(name, session.parameter(name));
  }
}
