package io.lakehousesync.testkit.pglake.internal.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A child process that stops the server, and deletes its directory unless the directory is kept, if
 * this JVM is killed. The child reads from a pipe that this JVM holds open. If a word arrives, the
 * child ends. If the pipe ends without a word, this JVM has not closed the server. Then the child
 * stops the server and deletes its directory.
 */
final class Watchdog implements AutoCloseable {
  private final Process process;

  private Watchdog(Process process) {
    this.process = process;
  }

  static Watchdog start(Path directory, Path dataDirectory, boolean keep) throws IOException {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                script(),
                "sh",
                keep ? "" : directory.toString(),
                dataDirectory.toString())
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

  /**
   * Makes the child process stop the server now, as if the JVM had been killed, and waits up to 10
   * seconds for the end of the child.
   */
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

  /** Ends the child process. The caller has stopped the server and deleted its directory before. */
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
