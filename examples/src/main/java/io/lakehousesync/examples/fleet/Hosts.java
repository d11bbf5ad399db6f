package io.lakehousesync.examples.fleet;

import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.workload.HostJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The host processes, of which there are sometimes fewer than there should be. */
final class Hosts implements AutoCloseable {
  private static final int KILLED = 128 + 9;

  private final Map<String, String> environment;
  private final int count;
  private final int tables;
  private final int intervalMillis;
  private final Random random;
  private final List<Process> running = new ArrayList<>();
  private int kills;

  Hosts(Map<String, String> environment, int count, int tables, int intervalMillis, Random random) {
    this.environment = environment;
    this.count = count;
    this.tables = tables;
    this.intervalMillis = intervalMillis;
    this.random = random;
  }

  /** Kills one of them, or starts one if some are missing. */
  void killOrStart() throws IOException, InterruptedException {
    check();
    boolean full = running.size() == count;
    // At times there is none at all.
    if (full || !running.isEmpty() && random.nextInt(3) == 0) {
      kill(running.remove(random.nextInt(running.size())));
    } else {
      start();
    }
  }

  /** Starts those that are missing. */
  void fill() throws IOException {
    while (running.size() < count) {
      start();
    }
  }

  private void start() throws IOException {
    running.add(
        HostJvm.of(
                environment,
                List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                List.of(
                    "cluster-host",
                    "--tables",
                    Integer.toString(tables),
                    "--interval-ms",
                    Integer.toString(intervalMillis)))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  private void kill(Process host) throws InterruptedException {
    host.destroyForcibly();
    if (!host.waitFor(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a killed host did not end");
    }
    kills++;
  }

  /** One that has ended by itself is a failure of the test. */
  void check() {
    for (Process host : running) {
      if (!host.isAlive() && host.exitValue() != KILLED) {
        throw new UserException(
            UserException.Kind.FAILURE,
            "A host ended by itself, with exit code " + host.exitValue(),
            null);
      }
    }
  }

  int kills() {
    return kills;
  }

  @Override
  public void close() {
    running.forEach(Process::destroyForcibly);
  }
}
