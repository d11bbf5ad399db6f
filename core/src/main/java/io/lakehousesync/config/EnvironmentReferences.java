package io.lakehousesync.config;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${NAME}} by the value of the environment variable, and <code>$${</code> by a
 * literal <code>${</code>.
 */
final class EnvironmentReferences {
  private static final Pattern REFERENCE = Pattern.compile("\\$?\\$\\{([^}]*)(}?)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Map<String, String> environment;
  private final List<String> problems;

  EnvironmentReferences(Map<String, String> environment, List<String> problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /** Returns the value with its references resolved. Adds a problem for each invalid reference. */
  String resolve(String key, String value) {
    return REFERENCE.matcher(value).replaceAll(match -> Matcher.quoteReplacement(one(key, match)));
  }

  private String one(String key, MatchResult match) {
    if (match.group().startsWith("$$")) {
      return match.group().substring(1);
    }
    String name = match.group(1);
    if (match.group(2).isEmpty() || !NAME.matcher(name).matches()) {
      problems.add(
          "%s: write ${NAME} for an environment variable, and $${ for a literal ${."
              .formatted(key));
      return match.group();
    }
    String found = environment.get(name);
    if (found == null) {
      problems.add("%s: the environment variable %s is not set.".formatted(key, name));
      return match.group();
    }
    return found;
  }
}
