package io.lakehousesync.examples.retail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.lakehousesync.examples.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo as a process of its own, which is told to end, or killed, in its various stages. */
class RetailProcessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "KILL"})
  void aSignalLeavesNoProcessAndNoDirectory(String signal) throws Exception {
    Process demo = start("--transactions", "200", "--keep");
    try (BufferedReader out = demo.inputReader()) {
      assumeFalse(signal.equals("INT") && ignoresInterrupts(demo), "SIGINT is ignored here");
      int port = awaitPort(out);
      assertThat(accepts(port)).isTrue();
      assertThat(directories(demo.pid())).isNotEmpty();

      signal(demo, signal);

      await().atMost(PATIENCE).until(() -> !demo.isAlive());
      await().atMost(PATIENCE).until(() -> !accepts(port) && directories(demo.pid()).isEmpty());
    } finally {
      demo.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Starting services", "200/100000 transactions"})
  void isToldToEndAtAnyStageWithoutComplaint(String stage) throws Exception {
    Process demo = start("--transactions", "100000", "--batch-size", "100", "--sync-every", "100");
    try (BufferedReader out = demo.inputReader()) {
      awaitLine(out, stage);

      signal(demo, "TERM");

      List<String> rest = out.lines().toList();
      assertThat(demo.waitFor()).isEqualTo(143);
      await().atMost(PATIENCE).until(() -> directories(demo.pid()).isEmpty());
      assertThat(rest).noneMatch(line -> line.contains("error") || line.contains("Exception"));
    } finally {
      demo.destroyForcibly();
    }
  }

  private Process start(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-Dexamples.directory=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "retail"));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("LAKEHOUSE_"));
    return builder.start();
  }

  /** As what a shell without job control starts in the background does, and all its children. */
  private static boolean ignoresInterrupts(Process process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  private static void signal(Process process, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  private static int awaitPort(BufferedReader out) throws IOException {
    return Integer.parseInt(awaitLine(out, "psql -h").replaceFirst(".* -p (\\d+) .*", "$1"));
  }

  private static String awaitLine(BufferedReader out, String part) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      seen.add(line);
      if (line.contains(part)) {
        return line;
      }
    }
    throw new AssertionError("no line with '" + part + "' in " + seen);
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private List<Path> directories(long pid) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path parent : List.of(Path.of("/dev/shm"), temporary)) {
      if (Files.isDirectory(parent)) {
        try (Stream<Path> children = Files.list(parent)) {
          children
              .filter(child -> child.getFileName().toString().startsWith("lakehouse-" + pid + "-"))
              .forEach(found::add);
        }
      }
    }
    return found;
  }
}
