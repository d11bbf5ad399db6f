package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutagesTest {
  private static final Instant BEGAN = Instant.parse("2026-11-26T20:06:51Z");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Outages outages = new Outages(new Output(new PrintStream(out, true), false));

  @Test
  void anOutageIsToldOnceHoweverManyLoginsFail() {
    outages.reached("postgres");
    outages.failed("postgres", "refused", BEGAN);
    outages.failed("postgres", "refused", BEGAN.plusSeconds(1));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .hasLineCount(1)
        .startsWith("PostgreSQL cannot be reached since " + Outages.time(BEGAN) + ": refused.");
    assertThat(outages.now())
        .contains("PostgreSQL cannot be reached since " + Outages.time(BEGAN) + ": refused");

    outages.reached("postgres");
    outages.reached("postgres");

    assertThat(out.toString(StandardCharsets.UTF_8))
        .hasLineCount(2)
        .contains("PostgreSQL is back after ");
    assertThat(outages.now()).isEmpty();
  }

  @Test
  void whatWasNeverReachedIsAnErrorOfTheStart() {
    outages.failed("snowflake", "refused", BEGAN);

    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aConnectionThatWasNotTriedDoesNotEndAnOutage() {
    outages.reached("postgres");
    outages.failed("postgres", "refused", Instant.now());
    outages.pooled("postgres");
    assertThat(outages.now()).isPresent();

    outages.reached("postgres");
    outages.failed("postgres", "refused", Instant.now().minusSeconds(10));
    outages.pooled("postgres");
    assertThat(outages.now()).isEmpty();
  }

  @Test
  void explainsRunsThatGotNoConnectionAndNoOthers() {
    SQLException none = new SQLTransientConnectionException("none", new SQLException("refused"));
    NotAppliedException failure = new NotAppliedException(Retry.SENSIBLE, "Copy failed", none);
    assertThat(outages.explains(failure)).isFalse();
    outages.reached("postgres");
    outages.failed("postgres", "refused", BEGAN);

    assertThat(outages.explains(failure)).isTrue();
    assertThat(outages.explains(new NotAppliedException(Retry.SENSIBLE, "other", null))).isFalse();
    assertThat(Outages.rootReason(failure)).isEqualTo("refused");
  }
}
