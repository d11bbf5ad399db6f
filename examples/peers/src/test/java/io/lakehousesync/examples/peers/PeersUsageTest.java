package io.lakehousesync.examples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.ExampleRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that wrong input is one line on standard error: what is wrong, where, and what to do. */
class PeersUsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "peers --rows 0; --rows must be at least 1, got 0",
        "peers --backlog-rows 0; --backlog-rows must be at least 1, got 0",
        "peers --writer-seconds 0; --writer-seconds must be at least 1, got 0",
        "peers --peers spark,flink; --peers does not know 'flink'; it knows bare, lakehouse-sync, pg_incremental, spark, debezium",
      })
  void wrongUsageIsOneLineAndExitCodeTwo(String commandLine, String message) {
    ExampleRun run = ExampleRun.of(commandLine.strip().split(" "));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: ").contains(message).hasLineCount(1);
  }
}
