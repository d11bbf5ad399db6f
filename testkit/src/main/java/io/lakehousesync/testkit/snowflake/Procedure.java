package io.lakehousesync.testkit.snowflake;

import java.time.Instant;
import java.util.List;

/**
 * A procedure in Snowflake Scripting, without arguments.
 *
 * @param name its name
 * @param returns the type of its result
 * @param body its text
 * @param steps what it does
 * @param comment its comment
 * @param createdOn when it was created
 */
record Procedure(
    TableName name,
    DataType returns,
    String body,
    List<ScriptStep> steps,
    String comment,
    Instant createdOn) {
  Procedure {
    steps = List.copyOf(steps);
  }
}
