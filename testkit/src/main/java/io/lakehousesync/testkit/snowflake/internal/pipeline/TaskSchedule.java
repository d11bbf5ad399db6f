package io.lakehousesync.testkit.snowflake.internal.pipeline;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SCHEDULE of a task, such as {@code '2 MINUTES'}: 10 seconds to 8 days. CRON is rejected.
 * Source: docs.snowflake.com, "CREATE TASK" (/en/sql-reference/sql/create-task).
 *
 * @param text the text in the statement
 * @param interval the time between two runs
 */
public record TaskSchedule(String text, Duration interval) {
  private static final Pattern FORM =
      Pattern.compile("\\s*(\\d{1,9})\\s+(S|SECONDS?|M|MINUTES?|H|HOURS?)\\s*");
  private static final Duration SHORTEST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofDays(8);

  public static TaskSchedule parse(String text) {
    Matcher matcher = FORM.matcher(text.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw SnowflakeError.task("invalid or unknown schedule '" + text + "'");
    }
    long count = Long.parseLong(matcher.group(1));
    Duration interval =
        switch (matcher.group(2).charAt(0)) {
          case 'S' -> Duration.ofSeconds(count);
          case 'M' -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw SnowflakeError.task("schedule '" + text + "' is not within 10 seconds to 8 days");
    }
    return new TaskSchedule(text, interval);
  }
}
