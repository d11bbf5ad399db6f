package io.lakehousesync.testkit.snowflake.internal.pipeline;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.value.DataType;
import java.time.Instant;
import java.util.List;

/**
 * A procedure in Snowflake Scripting, without arguments.
 *
 * @param name its name
 * @param returns the type of its result
 * @param body its text
 * @param steps its parsed statements
 * @param comment its comment
 * @param createdOn when it was created
 */
public record Procedure(
    ObjectName name,
    DataType returns,
    String body,
    List<ScriptStep> steps,
    String comment,
    Instant createdOn) {
  public Procedure {
    steps = List.copyOf(steps);
  }
}
