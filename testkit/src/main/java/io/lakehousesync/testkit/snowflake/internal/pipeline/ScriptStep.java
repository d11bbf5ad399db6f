package io.lakehousesync.testkit.snowflake.internal.pipeline;

import io.lakehousesync.testkit.snowflake.internal.value.DataType;
import java.util.List;
import java.util.Optional;

/**
 * A statement of Snowflake Scripting. Source: docs.snowflake.com, "Snowflake Scripting reference"
 * (/en/sql-reference-snowflake-scripting).
 */
public sealed interface ScriptStep {
  /**
   * Returns the offset in the body at which the statement begins. Error messages contain the
   * position.
   */
  int offset();

  /**
   * {@code name := expression}, {@code LET name [type] := expression}, or a declaration.
   *
   * @param type the type of the declared variable; empty for an assignment
   * @param value the assigned expression; empty for a declaration without a value
   */
  record Assign(int offset, String name, Optional<DataType> type, Optional<ScriptText> value)
      implements ScriptStep {}

  /** {@code IF … THEN … ELSEIF … ELSE … END IF}. */
  record Choice(int offset, List<Branch> branches, List<ScriptStep> otherwise)
      implements ScriptStep {}

  /** A condition, and the steps that run if it holds. */
  record Branch(ScriptText condition, List<ScriptStep> steps) {}

  /** {@code RETURN expression}. */
  record Return(int offset, ScriptText value) implements ScriptStep {}

  /**
   * {@code RAISE name} of a declared exception.
   *
   * @param number the number of the exception, from -20999 to -20000
   */
  record Raise(int offset, String name, String number, String message) implements ScriptStep {}

  /** {@code EXECUTE IMMEDIATE expression}. */
  record Immediate(int offset, ScriptText sql) implements ScriptStep {}

  /**
   * An SQL statement.
   *
   * @param sql the statement, without the INTO of a SELECT
   * @param written the statement as written
   * @param into the variables that a SELECT sets
   */
  record Sql(int offset, ScriptText sql, String written, List<String> into) implements ScriptStep {}
}
