package io.lakehousesync.examples.host.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutagesTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Outages outages = new Outages(new Output(new PrintStream(out, true), false));

  @Test
  void anOutageIsReportedOnceForManyFailedLogins() {
    outages.reached("postgres");
    Instant began = Instant.now();
    outages.failed("postgres", "refused", began);
    outages.failed("postgres", "refused", began.plusSeconds(1));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .hasLineCount(1)
        .startsWith("PostgreSQL cannot be reached since " + Outage.time(began) + ": refused.");
    assertThat(outages.now())
        .contains("PostgreSQL cannot be reached since " + Outage.time(began) + ": refused");

    outages.reached("postgres");
    outages.reached("postgres");

    assertThat(out.toString(StandardCharsets.UTF_8))
        .hasLineCount(2)
        .contains("PostgreSQL is back after ");
    assertThat(outages.now()).isEmpty();
  }

  @Test
  void aServerThatWasNeverReachedIsAnErrorOfTheStart() {
    outages.failed("snowflake", "refused", Instant.now());

    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void anUntestedConnectionDoesNotEndAnOutage() {
    outages.reached("postgres");
    Instant began = Instant.now();
    outages.starved("postgres", "no connection within 5 s", began);
    outages.pooled("postgres");
    assertThat(outages.now()).isPresent();

    await()
        .untilAsserted(
            () -> {
              outages.pooled("postgres");
              assertThat(outages.now()).isEmpty();
            });
  }

  @Test
  void aFailureThatBeganBeforeTheLastLoginIsIgnored() {
    Instant before = Instant.now().minusSeconds(5);
    outages.reached("postgres");

    outages.failed("postgres", "timed out", before);
    outages.starved("postgres", "no connection within 5 s", before);

    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aServerThatRejectsLoginsIsReachable() {
    outages.reached("postgres");
    Instant began = Instant.now();
    outages.failed("postgres", "refused", began);

    outages.rejected("postgres");
    outages.starved("postgres", "no connection within 5 s", began);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .hasLineCount(2)
        .contains("PostgreSQL is back after ");
    assertThat(outages.now()).isEmpty();
  }

  @Test
  void explainsOnlyRunsThatGotNoConnection() {
    SQLException none = new SQLTransientConnectionException("none", new SQLException("refused"));
    NotAppliedException failure = new NotAppliedException(Retry.SENSIBLE, "Copy failed", none);
    assertThat(outages.explains(failure)).isFalse();
    outages.reached("postgres");
    Instant began = Instant.now();
    outages.failed("postgres", "refused", began);

    assertThat(outages.explains(failure)).isTrue();
    assertThat(outages.explains(cut("08006"))).isTrue();
    assertThat(outages.explains(cut("57P01"))).isTrue();
    assertThat(outages.explains(cut("22003"))).isFalse();
    assertThat(outages.explains(new NotAppliedException(Retry.SENSIBLE, "other", null))).isFalse();
    assertThat(ConnectionErrors.rootReason(failure)).isEqualTo("refused");
  }

  private static NotAppliedException cut(String state) {
    return new NotAppliedException(
        Retry.SENSIBLE, "Copy failed", new SQLException("An I/O error occurred", state));
  }
}
