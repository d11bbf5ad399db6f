package io.lakehousesync.examples.load;

import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.workload.HostJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A host, from its start until it is ended. */
final class LoadHost implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final List<String> said = new ArrayList<>();

  private LoadHost(Process process) {
    this.process = process;
    this.out = process.inputReader();
    this.in = process.outputWriter();
  }

  /** Starts a host with the heap and the batches that the options name. */
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

  /** Tells it to copy a table. */
  void copy(LoadTable.Size size) throws IOException {
    in.write(size.name() + "\n");
    in.flush();
  }

  /**
   * The next batch that it has copied; empty if the table is complete.
   *
   * @throws UserException if it has ended
   */
  Optional<HostBatch> next() throws IOException, InterruptedException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Optional<HostBatch> batch = HostBatch.parse(line);
      if (batch.isPresent() || line.equals(LoadHostCommand.COPIED)) {
        return batch;
      }
      said.add(line);
    }
    throw new UserException(
        UserException.Kind.FAILURE,
        "A host ended by itself, with exit code %d: %s"
            .formatted(process.waitFor(), String.join(" ", said)),
        null);
  }

  /** Copies a table to its end. */
  List<HostBatch> copyAll(LoadTable.Size size) throws IOException, InterruptedException {
    copy(size);
    List<HostBatch> batches = new ArrayList<>();
    for (Optional<HostBatch> next = next(); next.isPresent(); next = next()) {
      batches.add(next.get());
    }
    return batches;
  }

  /** Kills it, whatever it is in the middle of, and waits until it is gone. */
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
