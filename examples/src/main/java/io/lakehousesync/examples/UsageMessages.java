package io.lakehousesync.examples;

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

/** What is wrong with a command line, in words for whoever has written it. */
final class UsageMessages {
  private UsageMessages() {}

  /** The message for what picocli has found. */
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

  /** Some of picocli's messages begin like ours. */
  private static String inItsWords(ParameterException e) {
    String message = Main.oneLine(e.getMessage()).replaceFirst("^Error: ", "");
    return e instanceof UnmatchedArgumentException unmatched
            && !unmatched.getSuggestions().isEmpty()
        ? message + ". Did you mean %s?".formatted(String.join(" or ", unmatched.getSuggestions()))
        : message;
  }

  /** An option that is missing may be there by another name. */
  private static Optional<String> misspelled(CommandLine line, List<String> arguments) {
    return arguments.stream()
        .filter(argument -> argument.startsWith("--"))
        .map(argument -> argument.replaceFirst("=.*", ""))
        .filter(name -> !line.getCommandSpec().optionsMap().containsKey(name))
        .findFirst()
        .map(name -> inItsWords(new UnmatchedArgumentException(line, List.of(name))));
  }

  /** Options that belong to another one, which is not there. */
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

  /** The group's options that are given, or those that are required and are not. */
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

  /** What picocli tells of in the terms of its groups. */
  private static Optional<String> twice(CommandLine line, List<String> arguments) {
    return line.getCommandSpec().options().stream()
        .filter(option -> !option.isMultiValue())
        .map(OptionSpec::longestName)
        .filter(name -> arguments.stream().filter(name::equals).count() > 1)
        .findFirst()
        .map("%s is given more than once"::formatted);
  }
}
