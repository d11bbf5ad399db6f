package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.CopyResult;
import io.lakehousesync.InvalidTables;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.SyncSource;
import io.lakehousesync.SyncTable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndingTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Output output = new Output(new PrintStream(out, true), true);
  private final Outages outages = new Outages(output);
  private final Ending ending = new Ending(new RunLog(output, outages), outages, output, null);
  private final LakehouseSync sync =
      LakehouseSync.builder()
          .source(new NothingNew())
          .locator(tables -> Map.of())
          .table(SyncTable.of("stores", "iceberg_stores"))
          .invalidTables(InvalidTables.FAIL_RUNS)
          .build();

  @AfterEach
  void close() {
    sync.close();
  }

  @Test
  void aSyncThatWasEndedBeforeItWasStartedEndsQuietly() throws Exception {
    assertThat(ending.begin(sync, Duration.ofSeconds(1))).isTrue();
    assertThat(ending.end()).isFalse();

    assertThat(ending.run(() -> sync.runOnce().succeeded())).isFalse();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .hasLineCount(1)
        .startsWith("{\"type\":\"result\"");
  }

  @Test
  void whatHasAnotherReasonIsNotKeptQuiet() {
    assertThat(ending.begin(sync, Duration.ofSeconds(1))).isTrue();

    assertThatThrownBy(
            () ->
                ending.run(
                    () -> {
                      throw new IllegalStateException("was started before");
                    }))
        .hasMessage("was started before");
  }

  /** Has no rows. */
  private static final class NothingNew implements SyncSource {
    @Override
    public CopyResult copy(SyncTable table) {
      throw new IllegalStateException("nobody runs this");
    }

    @Override
    public void validate(SyncTable table) {}

    @Override
    public String guarantee(SyncTable table) {
      return "none";
    }
  }
}
