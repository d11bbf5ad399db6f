package io.lakehousesync.examples.trials.kill;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.trials.workload.HostJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A host process of the kill test. */
final class HostProcess implements AutoCloseable {
  /** The exit code of a process that SIGKILL ended: 128 plus the signal's number. */
  private static final int KILLED = 128 + 9;

  private final Process process;
  private final BufferedReader out;
  private final OutputStream in;
  private final List<String> otherOutput = new ArrayList<>();
  private final Map<Step, Integer> occurrences = new EnumMap<>(Step.class);
  private int run = 1;

  private HostProcess(Process process) {
    this.process = process;
    this.out = process.inputReader();
    this.in = process.getOutputStream();
  }

  /**
   * Starts a host.
   *
   * @param environment the addresses of the host's services
   * @param kinds the kinds whose tables the host syncs, in this order
   */
  static HostProcess start(Map<String, String> environment, List<String> kinds) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("killtest-host"));
    arguments.addAll(kinds);
    // The host runs only for seconds, so a fast start matters more than peak speed.
    List<String> options = List.of("-Xmx96m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    return new HostProcess(HostJvm.of(environment, options, arguments).start());
  }

  /**
   * Lets the host run until it reaches the kill point, and kills it.
   *
   * @return the last step that the host announced
   * @throws UserException if the host ended by itself
   */
  Announcement killAt(KillPoint point) throws IOException, InterruptedException {
    Optional<Announcement> last = Optional.empty();
    boolean killing = false;
    for (Optional<Announcement> now = next(); now.isPresent(); now = next()) {
      last = now;
      if (!killing && isReached(point, now.get())) {
        killing = true;
        if (point.delay().isZero()) {
          kill();
          continue;
        }
        CompletableFuture.delayedExecutor(point.delay().toMillis(), TimeUnit.MILLISECONDS)
            .execute(this::kill);
      }
      proceed();
    }
    int exitCode = process.waitFor();
    if (exitCode != KILLED || last.isEmpty()) {
      throw new UserException(
          UserException.Kind.FAILURE,
          "A host ended by itself, with exit code %d: %s"
              .formatted(exitCode, String.join(" ", otherOutput)),
          null);
    }
    return last.get();
  }

  /**
   * Kills the host through its {@link ProcessHandle}, because {@link Process} would close the
   * streams and lose the last output.
   */
  private void kill() {
    process.toHandle().destroyForcibly();
  }

  /** Returns the next announced step; empty when the host has ended. */
  Optional<Announcement> next() throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Optional<Announcement> announcement = Announcement.parse(line);
      if (announcement.isPresent()) {
        return announcement;
      }
      otherOutput.add(line);
    }
    return Optional.empty();
  }

  /** Lets the host continue after the announced step. */
  void proceed() {
    try {
      in.write('\n');
      in.flush();
    } catch (IOException e) {
      // The host was killed in the meantime.
    }
  }

  /** Returns all other output of the host: failures of tables, and errors. */
  List<String> otherOutput() {
    return List.copyOf(otherOutput);
  }

  private boolean isReached(KillPoint point, Announcement now) {
    if (now.table().equals(point.table())) {
      occurrences.merge(now.step(), 1, Integer::sum);
    }
    boolean reached = point.isReachedBy(now, run, occurrences.getOrDefault(now.step(), 0));
    if (now.step() == Step.RUN_ENDED) {
      occurrences.clear();
      run++;
    }
    return reached;
  }

  /** Closes the host's standard input. Then the host ends. */
  void closeInput() throws IOException {
    in.close();
  }

  /** Waits until the host has ended. */
  int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
