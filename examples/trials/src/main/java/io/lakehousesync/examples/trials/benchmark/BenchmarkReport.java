package io.lakehousesync.examples.trials.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A run as a page of Markdown: the command, the machine, and a table for each part. */
record BenchmarkReport(
    String command, String machine, List<Ratio> engine, List<BenchmarkResult> ways) {
  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of("```", command, "```", "", machine, ""));
    lines.addAll(Ratio.TABLE_HEAD);
    engine.stream().map(Ratio::row).forEach(lines::add);
    lines.add("");
    lines.addAll(BenchmarkResult.TABLE_HEAD);
    ways.stream().map(BenchmarkResult::row).forEach(lines::add);
    Files.write(file, lines);
  }
}
