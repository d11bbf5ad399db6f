package io.lakehousesync.examples.host.outage;

import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * A server that is down, the time when the outage began, and the reason that the driver reports.
 *
 * @param system the server's name in the configuration, such as {@code postgres}
 */
public record Outage(String system, Instant since, String reason) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  /** Reports the beginning of the outage. */
  public void reportBegin(Output output, String forPeople) {
    output.line(forPeople, fields("begun").and("reason", reason).map());
  }

  /** Reports the end of the outage. */
  public void reportEnd(Output output) {
    Duration lasted = Duration.between(since, Instant.now());
    output.line(
        "%s is back after %d s".formatted(name(), lasted.toSeconds()),
        fields("over").and("lastedMs", lasted.toMillis()).map());
  }

  private JsonFields fields(String state) {
    return JsonFields.of("type", "outage")
        .and("system", system)
        .and("state", state)
        .and("since", JsonFields.time(since));
  }

  /** Returns the server's name for people. */
  public String name() {
    return name(system);
  }

  /** Returns a server's name for people. */
  public static String name(String system) {
    return Map.of("postgres", "PostgreSQL", "snowflake", "Snowflake").getOrDefault(system, system);
  }

  /** Returns the local time of day. */
  public static String time(Instant moment) {
    return TIME.format(moment);
  }

  @Override
  public String toString() {
    return "%s cannot be reached since %s: %s".formatted(name(), time(since), reason);
  }
}
