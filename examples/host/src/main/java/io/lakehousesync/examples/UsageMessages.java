package io.lakehousesync.examples;

import io.lakehousesync.text.Printable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Error messages for wrong command lines. */
final class UsageMessages {
  private UsageMessages() {}

  /** Returns the message for picocli's exception. */
  static String of(ParameterException e, List<String> arguments) {
    CommandLine line = e.getCommandLine();
    if (e instanceof MissingParameterException) {
      Optional<String> better =
          misspelled(line, arguments).or(() -> withoutEffect(line, arguments));
      if (better.isPresent()) {
        return better.get();
      }
    }
    return twice(line, arguments).orElseGet(() -> inItsWords(e));
  }

  /**
   * Returns picocli's message without its prefix. Only some of picocli's messages have the prefix,
   * so the caller adds the prefix to all messages.
   */
  private static String inItsWords(ParameterException e) {
    String message = Printable.message(String.valueOf(e.getMessage())).replaceFirst("^Error: ", "");
    return e instanceof UnmatchedArgumentException unmatched
            && !unmatched.getSuggestions().isEmpty()
        ? message + ". Did you mean %s?".formatted(String.join(" or ", unmatched.getSuggestions()))
        : message;
  }

  /**
   * Finds a misspelled option. If picocli reports a missing option, the user may have misspelled
   * it.
   */
  private static Optional<String> misspelled(CommandLine line, List<String> arguments) {
    return arguments.stream()
        .filter(argument -> argument.startsWith("--"))
        .map(argument -> argument.replaceFirst("=.*", ""))
        .filter(name -> !line.getCommandSpec().optionsMap().containsKey(name))
        .findFirst()
        .map(name -> inItsWords(new UnmatchedArgumentException(line, List.of(name))));
  }

  /** Finds options that have no effect, because they need another option that is not given. */
  private static Optional<String> withoutEffect(CommandLine line, List<String> arguments) {
    for (ArgGroupSpec group : line.getCommandSpec().argGroups()) {
      String given = names(group, arguments, true);
      String missing = names(group, arguments, false);
      if (!group.exclusive() && !given.isEmpty() && !missing.isEmpty()) {
        return Optional.of("%s has no effect without %s".formatted(given, missing));
      }
    }
    return Optional.empty();
  }

  /** Returns the group's options that are given, or its required options that are not given. */
  private static String names(ArgGroupSpec group, List<String> arguments, boolean given) {
    return group.args().stream()
        .filter(ArgSpec::isOption)
        .map(OptionSpec.class::cast)
        .filter(option -> isGiven(option, arguments) == given && (given || option.required()))
        .map(OptionSpec::longestName)
        .collect(Collectors.joining(", "));
  }

  private static boolean isGiven(OptionSpec option, List<String> arguments) {
    return Arrays.stream(option.names())
        .anyMatch(
            name -> arguments.stream().anyMatch(a -> a.equals(name) || a.startsWith(name + "=")));
  }

  /**
   * Finds an option that is given twice. Picocli's own message names groups of options, but not the
   * option itself.
   */
  private static Optional<String> twice(CommandLine line, List<String> arguments) {
    return line.getCommandSpec().options().stream()
        .filter(option -> !option.isMultiValue())
        .map(OptionSpec::longestName)
        .filter(name -> arguments.stream().filter(name::equals).count() > 1)
        .findFirst()
        .map("%s is given more than once"::formatted);
  }
}
