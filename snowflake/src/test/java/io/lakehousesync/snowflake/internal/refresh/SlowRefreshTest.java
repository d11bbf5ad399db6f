package io.lakehousesync.snowflake.internal.refresh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.spi.MetadataLocation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the log contains when refreshes become slow. */
class SlowRefreshTest {
  private final SlowSnowflake snowflake = new SlowSnowflake();
  private final CatalogTable table =
      new CatalogTable(
          SnowflakeName.parse("RETAIL.LAKE.STORES"),
          snowflake,
          new RefreshGuard(SnowflakeName.parse("RETAIL.LAKE.STORES"), null),
          null,
          Duration.ofMinutes(2),
          snowflake,
          () -> true);

  @Test
  void logsAWarningWithTheTableAndTheRemedy() {
    assertThat(logOf(20, Duration.ofSeconds(4))).isEmpty();
    assertThat(logOf(20, Duration.ofSeconds(30)))
        .contains("WARN", "RETAIL.LAKE.STORES: refreshes take 30000 ms now", "VACUUM")
        .hasLineCount(1);
  }

  /** Returns the log. SLF4J writes to System.err in tests, and reads it for each message. */
  private String logOf(int refreshes, Duration each) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, UTF_8));
    try {
      snowflake.duration = each;
      for (int i = 0; i < refreshes; i++) {
        table.refresh(SlowSnowflake.location(snowflake.version + 1), "");
      }
    } finally {
      System.setErr(before);
    }
    return log.toString(UTF_8);
  }

  /**
   * A client that serves the next version after each refresh, with a clock that only refreshes
   * advance.
   */
  private static final class SlowSnowflake extends Clock implements SnowflakeClient {
    Duration duration = Duration.ZERO;
    int version;
    private Instant now = Instant.parse("2026-11-23T03:00:00Z");

    static MetadataLocation location(int version) {
      return new MetadataLocation("s3://lake/a/metadata/%05d-x.metadata.json".formatted(version));
    }

    @Override
    public Optional<MetadataLocation> served(SnowflakeName table) {
      return Optional.of(location(version));
    }

    @Override
    public Optional<String> refresh(SnowflakeName table, String relativePath) {
      now = now.plus(duration);
      version++;
      return Optional.empty();
    }

    @Override
    public Optional<String> create(SnowflakeName table, TableStorage how, String relativePath) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
