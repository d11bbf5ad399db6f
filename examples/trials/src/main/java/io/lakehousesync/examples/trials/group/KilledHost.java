package io.lakehousesync.examples.trials.group;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.trials.workload.HostJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A host that is killed some time after its first cycle. */
final class KilledHost {
  /** The exit code of a process that SIGKILL ended: 128 plus the signal's number. */
  private static final int KILLED = 128 + 9;

  private KilledHost() {}

  /**
   * Starts a host, and kills it.
   *
   * @param environment the addresses of the host's services
   * @param delay the time from the end of the first cycle to the kill
   * @return the failures that the host has printed
   * @throws UserException if the host ended by itself
   */
  static List<String> run(Map<String, String> environment, Duration delay)
      throws IOException, InterruptedException {
    List<String> options = List.of("-Xmx96m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    Process process = HostJvm.of(environment, options, List.of("grouptest-host")).start();
    List<String> output = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      boolean killing = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.equals(GroupHostCommand.CYCLE)) {
          output.add(line);
        } else if (!killing) {
          killing = true;
          CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
              .execute(() -> process.toHandle().destroyForcibly());
        }
      }
      int exitCode = process.waitFor();
      if (exitCode != KILLED) {
        throw new UserException(
            UserException.Kind.FAILURE,
            "A host ended by itself, with exit code %d: %s"
                .formatted(exitCode, String.join(" ", output)),
            null);
      }
      return output.stream().filter(line -> line.startsWith("FAILED ")).toList();
    } finally {
      process.destroyForcibly();
    }
  }
}
