package io.lakehousesync.examples.host;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations on a command line: {@code 30s}, {@code 10m}, or ISO 8601. */
public final class DurationOption implements ITypeConverter<Duration> {
  DurationOption() {}

  @Override
  public Duration convert(String text) {
    try {
      String iso = text.toUpperCase(Locale.ROOT);
      Duration duration = Duration.parse(iso.startsWith("P") ? iso : "PT" + iso);
      if (!duration.isNegative() && !duration.isZero()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // The code below reports this error. It also reports a duration that is not positive.
    }
    throw new TypeConversionException(
        "'%s' is not a duration such as 30s, 10m or PT1H30M".formatted(text));
  }
}
