package io.lakehousesync.examples.killtest;

import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.workload.HostJvm;
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

/** A host, from its start until it is killed. */
final class HostProcess implements AutoCloseable {
  /** What a process leaves that was ended by SIGKILL: 128 and the signal's number. */
  private static final int KILLED = 128 + 9;

  private final Process process;
  private final BufferedReader out;
  private final OutputStream in;
  private final List<String> said = new ArrayList<>();
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
   * @param environment where its services are
   * @param kinds the kinds whose tables it syncs, in order
   */
  static HostProcess start(Map<String, String> environment, List<String> kinds) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("killtest-host"));
    arguments.addAll(kinds);
    // It lives for seconds: no time for the better compiler and the other collectors.
    List<String> options = List.of("-Xmx96m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    return new HostProcess(HostJvm.of(environment, options, arguments).start());
  }

  /**
   * Lets it work until it is killed.
   *
   * @return the last step that it announced
   * @throws UserException if it ended by itself
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
      goOn();
    }
    int exitCode = process.waitFor();
    if (exitCode != KILLED || last.isEmpty()) {
      throw new UserException(
          UserException.Kind.FAILURE,
          "A host ended by itself, with exit code %d: %s"
              .formatted(exitCode, String.join(" ", said)),
          null);
    }
    return last.get();
  }

  /** By its handle: the process itself would close its streams, and with them what it said last. */
  private void kill() {
    process.toHandle().destroyForcibly();
  }

  /** The next step that it announces; empty at its end. */
  Optional<Announcement> next() throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Optional<Announcement> announcement = Announcement.parse(line);
      if (announcement.isPresent()) {
        return announcement;
      }
      said.add(line);
    }
    return Optional.empty();
  }

  /** Leave to go on from the step that it has announced. */
  void goOn() {
    try {
      in.write('\n');
      in.flush();
    } catch (IOException e) {
      // It was killed in the meantime.
    }
  }

  /** What it said beside its steps: failures of tables, errors. */
  List<String> said() {
    return List.copyOf(said);
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

  /** Closes its standard input, at whose end it ends. */
  void leaveAlone() throws IOException {
    in.close();
  }

  /** Waits for its end. */
  int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
