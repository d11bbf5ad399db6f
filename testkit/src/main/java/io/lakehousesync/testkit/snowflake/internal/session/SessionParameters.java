package io.lakehousesync.testkit.snowflake.internal.session;

import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;

/**
 * The session parameters that the stand-in knows, with their defaults. AUTOCOMMIT, TIMEZONE and
 * QUERY_TAG have an effect. STATEMENT_TIMEOUT_IN_SECONDS has an effect on a statement that a fault
 * delays. The output formats are sent to the driver, which formats the values of a result. The
 * other parameters are accepted and kept.
 *
 * <p>Source: docs.snowflake.com, "Parameters" (/en/sql-reference/parameters).
 */
public final class SessionParameters {
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("AUTOCOMMIT", "true"),
          Map.entry("CLIENT_SESSION_KEEP_ALIVE", "false"),
          Map.entry("JDBC_QUERY_RESULT_FORMAT", "JSON"),
          Map.entry("LOCK_TIMEOUT", "43200"),
          Map.entry("QUERY_TAG", ""),
          Map.entry("STATEMENT_QUEUED_TIMEOUT_IN_SECONDS", "0"),
          Map.entry("STATEMENT_TIMEOUT_IN_SECONDS", "172800"),
          Map.entry("TIME_OUTPUT_FORMAT", "HH24:MI:SS"),
          Map.entry("TIMESTAMP_LTZ_OUTPUT_FORMAT", ""),
          Map.entry("TIMESTAMP_NTZ_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3"),
          Map.entry("TIMESTAMP_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM"),
          Map.entry("TIMESTAMP_TZ_OUTPUT_FORMAT", ""),
          Map.entry("TIMEZONE", "America/Los_Angeles"));

  private SessionParameters() {}

  static Map<String, String> defaults() {
    return DEFAULTS;
  }

  public static boolean knows(String name) {
    return DEFAULTS.containsKey(name);
  }

  /**
   * Returns whether a parameter accepts a value. The value must have the type of the parameter's
   * default. A time zone must exist.
   */
  public static boolean accepts(String name, String value) {
    String initial = Objects.requireNonNull(DEFAULTS.get(name), name);
    if (name.equals("TIMEZONE")) {
      return ZoneId.getAvailableZoneIds().contains(value);
    }
    return initial.isEmpty() || wireValue(initial).getClass().isInstance(wireValue(value));
  }

  /**
   * Returns the value in the form of the responses to logins and queries: a JSON number, a JSON
   * boolean or a text.
   */
  public static Object wireValue(String value) {
    if (value.equals("true") || value.equals("false")) {
      return Boolean.valueOf(value);
    }
    return !value.isEmpty() && value.chars().allMatch(Character::isDigit)
        ? (Object) Long.valueOf(value)
        : value;
  }
}
