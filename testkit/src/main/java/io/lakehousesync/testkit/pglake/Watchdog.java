package io.lakehousesync.testkit.pglake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A child process that outlives a killed JVM just long enough to stop the server and to remove its
 * directory. It reads from a pipe that this JVM holds open: a word there sends it home, the pipe's
 * end without one means that nobody closed the server.
 */
final class Watchdog implements AutoCloseable {
  private final Process process;

  private Watchdog(Process process) {
    this.process = process;
  }

  static Watchdog start(Path directory, Path dataDirectory) throws IOException {
    Process process =
        new ProcessBuilder(
                "sh", "-c", script(), "sh", directory.toString(), dataDirectory.toString())
            .directory(directory.getRoot().toFile())
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    return new Watchdog(process);
  }

  private static String script() throws IOException {
    try (InputStream in = Watchdog.class.getResourceAsStream("watchdog.sh")) {
      return new String(
          Objects.requireNonNull(in, "watchdog.sh").readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Lets it do now what it does when the JVM is killed, and waits until it has. */
  void stopServer() {
    try {
      process.getOutputStream().close();
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends it home, because the server is stopped and its directory gone. */
  @Override
  public void close() {
    try (OutputStream out = process.getOutputStream()) {
      out.write("closed\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
