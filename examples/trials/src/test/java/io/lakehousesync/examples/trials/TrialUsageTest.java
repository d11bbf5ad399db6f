package io.lakehousesync.examples.trials;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.ExampleRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that wrong input is one line on standard error: what is wrong, where, and what to do. */
class TrialUsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "losstest --tracking xid,vector; --tracking does not know 'vector'; it knows xid, xid-append, marker, ordered, ordered-cached, queue, compare, naive-id, naive-created, article-cte",
        "losstest --seconds 0; --seconds must be at least 1, got 0",
        "losstest --writers 0; --writers must be at least 1, got 0",
        "killtest --tracking xid,two-transactions; --tracking does not know 'two-transactions'; it knows xid, xid-append, marker, ordered, queue, compare",
        "grouptest --kills 0; --kills must be at least 1, got 0",
        "grouptest --writers 0; --writers must be at least 1, got 0",
        "killtest --kills 0; --kills must be at least 1, got 0",
        "killtest --writers 0; --writers must be at least 1, got 0",
        "killtest --pg-url jdbc:postgresql://x/y; With --pg-url, give either --snowflake-url, or the S3 options",
        "load --tracking compare; --tracking does not know 'compare'; it knows xid, xid-append, marker, ordered, queue",
        "load --rows 0; --rows must be at least 1, got 0",
        "load --batch-rows 0; --batch-rows must be at least 1, got 0",
        "load --samples 0; --samples must be at least 1, got 0",
        "load --kills -1; --kills must be at least 0, got -1",
        "load --heap much; --heap must look like 256m or 1g, got 'much'",
        "indextest --rows 0; --rows must be at least 1, got 0",
        "benchmark --rows 0; --rows must be at least 1, got 0",
        "benchmark --samples 0; --samples must be at least 1, got 0",
      })
  void wrongUsageIsOneLineAndExitCodeTwo(String commandLine, String message) {
    ExampleRun run = ExampleRun.of(commandLine.strip().split(" "));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: ").contains(message).hasLineCount(1);
  }
}
