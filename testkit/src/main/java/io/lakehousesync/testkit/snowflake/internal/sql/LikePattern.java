package io.lakehousesync.testkit.snowflake.internal.sql;

import java.util.regex.Pattern;

/**
 * The pattern of SHOW … LIKE. Case does not matter. {@code %} and {@code _} are wildcards, unless a
 * backslash precedes them.
 */
public final class LikePattern {
  private final Pattern pattern;

  public LikePattern(String like) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < like.length(); i++) {
      char c = like.charAt(i);
      if (c == '\\' && i + 1 < like.length()) {
        regex.append(Pattern.quote(String.valueOf(like.charAt(++i))));
        continue;
      }
      regex.append(
          switch (c) {
            case '%' -> ".*";
            case '_' -> ".";
            default -> Pattern.quote(String.valueOf(c));
          });
    }
    pattern =
        Pattern.compile(
            regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }

  public boolean matches(String name) {
    return pattern.matcher(name).matches();
  }
}
