package io.lakehousesync.examples.peers;

import io.lakehousesync.examples.peers.PeerResult.Measured;
import io.lakehousesync.examples.peers.PeerResult.NotMeasured;
import io.lakehousesync.examples.peers.PeerResult.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A comparison as Markdown. The same lines are on standard output.
 *
 * @param machine describes the machine and the server
 * @param serverNote says which processes count as the server
 */
record PeersReport(String command, String machine, String serverNote, List<PeerResult> results) {
  private static final String NONE = "–";
  private static final List<String> HEAD =
      List.of(
          "| way | first load, rows/s | backlog, rows/s | client, CPU s | server, CPU s | memory |"
              + " WAL kept | writer |",
          "|---|---|---|---|---|---|---|---|");

  /** Returns the table, the ways without figures, and what the columns and the ways are. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(HEAD);
    for (PeerResult result : results) {
      if (result instanceof Measured measured) {
        lines.add(row(measured));
      }
    }
    lines.add("");
    for (PeerResult result : results) {
      if (result instanceof NotMeasured not) {
        lines.add("- `%s` was not measured: %s".formatted(not.kind().label(), not.reason()));
      }
    }
    lines.add("- *client* and *server*: CPU seconds for 1,000,000 rows, load / backlog.");
    lines.add("- *server*: " + serverNote);
    lines.add("- *memory*: the most resident memory of the client's process.");
    lines.add("- *WAL kept*: the most WAL that the replication slot retained.");
    lines.add("- *writer*: its transactions per second, of those without a copy.");
    for (PeerResult result : results) {
      if (result instanceof Measured measured) {
        lines.add(
            "- `%s`: %s. %s"
                .formatted(
                    measured.kind().label(), measured.description(), measured.kind().note()));
      }
    }
    return lines;
  }

  private static String row(Measured result) {
    return "| `%s` | %,.0f | %,.0f | %s | %s | %s | %s | %,.0f of %,.0f |"
        .formatted(
            result.kind().label(),
            result.load().rowsPerSecond(),
            result.backlog().rowsPerSecond(),
            pair(result.load().clientPerMillion(), result.backlog().clientPerMillion()),
            pair(result.load().serverPerMillion(), result.backlog().serverPerMillion()),
            mebibytes(result.peakMemoryBytes()),
            mebibytes(result.retainedWalBytes()),
            result.transactionsPerSecond(),
            result.baseline());
  }

  private static String pair(OptionalDouble load, OptionalDouble backlog) {
    return load.isPresent() && backlog.isPresent()
        ? "%.1f / %.1f".formatted(load.getAsDouble(), backlog.getAsDouble())
        : NONE;
  }

  private static String mebibytes(OptionalLong bytes) {
    return bytes.isPresent() ? "%,d MiB".formatted(bytes.getAsLong() >> 20) : NONE;
  }

  /** Returns whether no way has failed. */
  boolean isComplete() {
    return results.stream()
        .noneMatch(result -> result instanceof NotMeasured not && not.verdict() == Verdict.FAILED);
  }

  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of("```", command, "```", "", machine, ""));
    lines.addAll(lines());
    Files.write(file, lines);
  }
}
