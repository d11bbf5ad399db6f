package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.snowflake.internal.refresh.CatalogTable;
import io.lakehousesync.snowflake.internal.refresh.RefreshGuard;
import io.lakehousesync.snowflake.internal.refresh.SnowflakeClient;
import io.lakehousesync.snowflake.internal.refresh.TableStorage;
import io.lakehousesync.snowflake.internal.sql.NotSentException;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.StorageBaseUrl;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.RefreshResult;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two hosts refresh one table in turns, each with the newest location, like hosts that take turns
 * by a lock. Statements fail in all ways, and may be executed late. The reports are true, and the
 * table never goes back.
 */
class TwoHostsTest {
  private static final SyncTable TABLE = SyncTable.of("stores", "iceberg_stores");
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int STEPS = 10_000;

  private enum Outcome {
    REFRESHED,
    UNCHANGED,
    NOT_APPLIED,
    UNKNOWN
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void neverGoesBackAndReportsTheOutcome(long seed) {
    Random random = new Random(seed);
    Snowflake snowflake = new Snowflake(random);
    List<SnowflakeRefresher> hosts = new ArrayList<>(List.of(host(snowflake), host(snowflake)));
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    int newest = 1;
    for (int step = 0; step < STEPS; step++) {
      int host = random.nextInt(2);
      int dice = random.nextInt(100);
      if (dice < 45) {
        newest++;
      } else if (dice < 48) {
        hosts.set(host, host(snowflake));
      } else if (dice < 55) {
        snowflake.pass(Duration.ofSeconds(random.nextInt(90)));
      } else {
        outcomes.merge(refresh(hosts.get(host), newest, snowflake), 1, Integer::sum);
      }
    }

    assertThat(outcomes).containsOnlyKeys(Outcome.values());
    snowflake.heal();
    assertThat(refresh(hosts.get(0), newest, snowflake)).isIn(Outcome.REFRESHED, Outcome.UNCHANGED);
    assertThat(snowflake.served).isEqualTo(newest);
  }

  private static Outcome refresh(SnowflakeRefresher host, int newest, Snowflake snowflake) {
    int before = snowflake.served;
    try {
      RefreshResult result = host.refresh(TABLE, location(newest));
      assertThat(snowflake.served).isEqualTo(newest);
      return result instanceof RefreshResult.Refreshed ? Outcome.REFRESHED : Outcome.UNCHANGED;
    } catch (NotAppliedException e) {
      assertThat(snowflake.served).as(e.getMessage()).isEqualTo(before);
      assertThat(snowflake.late).as(e.getMessage()).isEmpty();
      return Outcome.NOT_APPLIED;
    } catch (OutcomeUnknownException e) {
      assertThat(snowflake.served).isIn(before, newest);
      return Outcome.UNKNOWN;
    }
  }

  private static SnowflakeRefresher host(Snowflake snowflake) {
    return new SnowflakeRefresher(
        new StorageBaseUrl("s3://lake"),
        List.of("D", "S"),
        "tag",
        name ->
            new CatalogTable(
                name,
                snowflake,
                new RefreshGuard(name, null),
                null,
                TIMEOUT,
                snowflake.clock(),
                snowflake::pauseOneSecond),
        null);
  }

  private static MetadataLocation location(int version) {
    return new MetadataLocation("s3://lake/t/metadata/%05d-x.metadata.json".formatted(version));
  }

  /** A client of one table, whose statements can fail. */
  private static final class Snowflake implements SnowflakeClient {
    private record Late(int version, Instant at) {}

    private final Random random;
    private boolean healthy;
    private Instant now = Instant.parse("2026-11-23T03:00:00Z");
    final List<Late> late = new ArrayList<>();
    int served = 1;

    Snowflake(Random random) {
      this.random = random;
    }

    void heal() {
      healthy = true;
    }

    void pass(Duration duration) {
      now = now.plus(duration);
      late.stream().filter(move -> !move.at.isAfter(now)).forEach(move -> move(move.version));
      late.removeIf(move -> !move.at.isAfter(now));
    }

    boolean pauseOneSecond() {
      pass(Duration.ofSeconds(1));
      return true;
    }

    private void move(int version) {
      assertThat(version).as("the table went back").isGreaterThanOrEqualTo(served);
      served = version;
    }

    @Override
    public Optional<MetadataLocation> served(SnowflakeName table) throws SQLException {
      if (!healthy && random.nextInt(10) == 0) {
        throw new SQLException("network", "08006", 200015);
      }
      return Optional.of(location(served));
    }

    @Override
    public Optional<String> refresh(SnowflakeName table, String path) throws SQLException {
      int version = Integer.parseInt(path.substring("t/metadata/".length()).substring(0, 5));
      switch (healthy ? 9 : random.nextInt(10)) {
        case 0 -> throw new SQLException("Insufficient privileges", "42501", 3001);
        case 1 -> throw new SQLException("internal", "XX000", 603);
        case 2 -> throw new NotSentException(new SQLException("pool is empty"));
        case 3 -> throw new SQLException("lost before", "08006", 200015);
        case 4 -> {
          move(version);
          throw new SQLException("lost after", "08006", 200015);
        }
        case 5 -> {
          int seconds = random.nextInt((int) TIMEOUT.toSeconds());
          late.add(new Late(version, now.plusSeconds(seconds)));
          throw new SQLException("lost meanwhile", "08006", 200015);
        }
        default -> move(version);
      }
      return Optional.of("query");
    }

    @Override
    public Optional<String> create(SnowflakeName table, TableStorage how, String path) {
      throw new UnsupportedOperationException();
    }

    Clock clock() {
      return new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          throw new UnsupportedOperationException();
        }
      };
    }
  }
}
