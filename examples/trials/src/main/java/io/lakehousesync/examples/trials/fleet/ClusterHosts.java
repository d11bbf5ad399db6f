package io.lakehousesync.examples.trials.fleet;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.trials.workload.HostJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The host processes. After kills, fewer hosts are running than planned. */
final class ClusterHosts implements AutoCloseable {
  private static final int KILLED = 128 + 9;

  private final Map<String, String> environment;
  private final int count;
  private final int tables;
  private final int intervalMillis;
  private final Random random;
  private final List<Process> running = new ArrayList<>();
  private int kills;

  ClusterHosts(
      Map<String, String> environment, int count, int tables, int intervalMillis, Random random) {
    this.environment = environment;
    this.count = count;
    this.tables = tables;
    this.intervalMillis = intervalMillis;
    this.random = random;
  }

  /** Kills a host, or starts a missing host. */
  void killOrStart() throws IOException, InterruptedException {
    check();
    boolean full = running.size() == count;
    // Several kills can follow each other, so that sometimes no host is running.
    if (full || (!running.isEmpty() && random.nextInt(3) == 0)) {
      kill(running.remove(random.nextInt(running.size())));
    } else {
      start();
    }
  }

  /** Starts the missing hosts. */
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

  /** Fails the test if a host has ended by itself. */
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
