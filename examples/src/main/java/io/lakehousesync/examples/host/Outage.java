package io.lakehousesync.examples.host;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * What is down, since when, and what the driver says.
 *
 * @param system the word for it in the configuration, such as {@code postgres}
 */
record Outage(String system, Instant since, String reason) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

  /** Tells that it has begun. */
  void tellBegun(Output output, String forPeople) {
    output.line(forPeople, fields("begun").and("reason", reason).map());
  }

  /** Tells that it is over now. */
  void tellOver(Output output) {
    Duration lasted = Duration.between(since, Instant.now());
    output.line(
        "%s is back after %d s".formatted(name(), lasted.toSeconds()),
        fields("over").and("lastedMs", lasted.toMillis()).map());
  }

  private Fields fields(String state) {
    return Fields.of("type", "outage")
        .and("system", system)
        .and("state", state)
        .and("since", Fields.time(since));
  }

  /** The system's name for people. */
  String name() {
    return name(system);
  }

  static String name(String system) {
    return Map.of("postgres", "PostgreSQL", "snowflake", "Snowflake").getOrDefault(system, system);
  }

  /** A moment as a clock on the wall shows it. */
  static String time(Instant moment) {
    return TIME.format(moment);
  }

  @Override
  public String toString() {
    return "%s cannot be reached since %s: %s".formatted(name(), time(since), reason);
  }
}
