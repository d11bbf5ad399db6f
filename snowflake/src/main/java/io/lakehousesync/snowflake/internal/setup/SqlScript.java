package io.lakehousesync.snowflake.internal.setup;

import io.lakehousesync.snowflake.setup.SetupStep;
import java.util.List;
import java.util.stream.Collectors;

/** Writes steps as an SQL script for a worksheet. A comment with the title precedes each step. */
public final class SqlScript {
  private SqlScript() {}

  /** Returns the statements that apply the steps. A step without statements becomes a comment. */
  public static String of(List<SetupStep> steps) {
    return steps.stream()
        .map(step -> block(step.title(), step.statements()))
        .collect(Collectors.joining("\n"));
  }

  /** Returns the statements that undo the steps. */
  public static String dropping(List<SetupStep> steps) {
    return steps.stream()
        .filter(step -> !step.undo().isEmpty())
        .map(step -> block(step.title(), step.undo()))
        .collect(Collectors.joining("\n"));
  }

  private static String block(String title, List<String> statements) {
    return "-- %s\n".formatted(title)
        + statements.stream().map(sql -> sql + ";\n").collect(Collectors.joining());
  }
}
