package io.lakehousesync.examples.trials.load;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.trials.workload.HostJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A host process of the load test. */
final class LoadHost implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final List<String> otherOutput = new ArrayList<>();

  private LoadHost(Process process) {
    this.process = process;
    this.out = process.inputReader();
    this.in = process.outputWriter();
  }

  /** Starts a host with the heap size and the batch size of the options. */
  static LoadHost start(Map<String, String> environment, LoadOptions options) throws IOException {
    return new LoadHost(
        HostJvm.of(
                environment,
                List.of("-Xmx" + options.heap()),
                List.of(
                    "load-host",
                    options.kind(),
                    "--batch-rows",
                    Integer.toString(options.batchRows())))
            .start());
  }

  /** Sends the command to copy a table. */
  void copy(LoadTable.Size size) throws IOException {
    in.write(size.name() + "\n");
    in.flush();
  }

  /**
   * Returns the next batch that the host copied; empty if the table is complete.
   *
   * @throws UserException if the host has ended
   */
  Optional<CopiedBatch> next() throws IOException, InterruptedException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Optional<CopiedBatch> batch = CopiedBatch.parse(line);
      if (batch.isPresent() || line.equals(LoadHostCommand.COPIED)) {
        return batch;
      }
      otherOutput.add(line);
    }
    throw new UserException(
        UserException.Kind.FAILURE,
        "A host ended by itself, with exit code %d: %s"
            .formatted(process.waitFor(), String.join(" ", otherOutput)),
        null);
  }

  /** Copies a table completely. */
  List<CopiedBatch> copyAll(LoadTable.Size size) throws IOException, InterruptedException {
    copy(size);
    List<CopiedBatch> batches = new ArrayList<>();
    for (Optional<CopiedBatch> next = next(); next.isPresent(); next = next()) {
      batches.add(next.get());
    }
    return batches;
  }

  /** Kills the host, and waits until it has ended. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a killed host did not end");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
