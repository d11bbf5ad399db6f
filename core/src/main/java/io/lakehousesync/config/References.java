package io.lakehousesync.config;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the environment's values where {@code ${NAME}} stands. Two dollar signs before a brace stand
 * for one that is meant as it is.
 */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$?\\$\\{([^}]*)(}?)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final Map<String, String> environment;
  private final List<String> problems;

  References(Map<String, String> environment, List<String> problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /** The value with its references resolved; those that cannot be are a problem, and stay. */
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
          "%s: a reference to the environment is written ${NAME}; write $${ for a ${ that is none."
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
