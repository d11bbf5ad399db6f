package io.lakehousesync.snowflake;

import java.util.List;
import java.util.stream.Collectors;

/** Writes steps as a script for a worksheet, each below its title. */
final class SetupScript {
  private SetupScript() {}

  /** What makes them; a step without statements leaves its title as a reminder. */
  static String of(List<SetupStep> steps) {
    return steps.stream()
        .map(step -> block(step.title(), step.statements()))
        .collect(Collectors.joining("\n"));
  }

  /** What takes them back. */
  static String dropping(List<SetupStep> steps) {
    return steps.stream()
        .filter(step -> !step.undo().isEmpty())
        .map(step -> block(step.title(), step.undo()))
        .collect(Collectors.joining("\n"));
  }

  private static String block(String title, List<String> statements) {
    // A quoted name may hold line breaks, which would end the comment.
    return "-- %s\n".formatted(title.replaceAll("\\R", " "))
        + statements.stream().map(sql -> sql + ";\n").collect(Collectors.joining());
  }
}
