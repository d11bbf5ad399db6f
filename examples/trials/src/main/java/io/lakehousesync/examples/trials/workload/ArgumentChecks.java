package io.lakehousesync.examples.trials.workload;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks arguments of commands. Errors name the option. */
public final class ArgumentChecks {
  private ArgumentChecks() {}

  /**
   * Checks that a count is positive.
   *
   * @throws ParameterException if it is not positive
   */
  public static void atLeastOne(CommandSpec command, String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          command.commandLine(), "%s must be at least 1, got %d".formatted(option, value));
    }
  }

  /**
   * Checks the kinds of {@code --tracking}.
   *
   * @throws ParameterException if a kind is not known
   */
  public static void known(CommandSpec command, List<String> kinds, List<String> known) {
    List<String> unknown = kinds.stream().filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "--tracking does not know %s; it knows %s"
              .formatted(
                  String.join(", ", unknown.stream().map(name -> "'" + name + "'").toList()),
                  String.join(", ", known)));
    }
  }
}
