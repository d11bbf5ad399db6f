package io.lakehousesync.examples.peers.contestant;

import io.lakehousesync.examples.peers.protocol.PeerLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A way to copy that has a process of its own. */
final class ProcessContestant implements Contestant {
  private static final int EXIT_SECONDS = 60;
  private static final int KEPT_LINES = 40;

  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final Deque<String> log = new ArrayDeque<>();
  private final String description;

  private ProcessContestant(Process process) throws IOException, InterruptedException {
    this.process = process;
    this.out = process.inputReader();
    this.in = process.outputWriter();
    try {
      this.description = answer(PeerLines.READY);
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Starts the process, and waits until the peer is ready. */
  static ProcessContestant start(ProcessBuilder builder) throws IOException, InterruptedException {
    return new ProcessContestant(builder.redirectErrorStream(true).start());
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public String copy(long lastId) throws IOException, InterruptedException {
    in.write(PeerLines.COPY + lastId + "\n");
    in.flush();
    return answer(PeerLines.COPIED);
  }

  private String answer(String prefix) throws IOException, InterruptedException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length());
      }
      log.add(line);
      if (log.size() > KEPT_LINES) {
        log.remove();
      }
    }
    throw new PeerException(
        "the process has ended by itself, with exit code %d: %s"
            .formatted(process.waitFor(), String.join(System.lineSeparator(), log)));
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.of(process.pid());
  }

  /**
   * Ends the input of the process, so that it drops its table and ends.
   *
   * @throws PeerException if it does not end cleanly
   */
  @Override
  public void close() throws IOException, InterruptedException {
    try {
      if (process.isAlive()) {
        in.close();
        // Reads what the process still logs, because a full pipe would stop it.
        out.lines().forEach(log::add);
      }
      if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
        throw new PeerException("the process has not ended within %d s".formatted(EXIT_SECONDS));
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
