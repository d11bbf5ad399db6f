package io.lakehousesync.examples.retail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.lakehousesync.examples.ExampleProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo in its own process, which is stopped or killed at different stages. */
@Tag("slow")
class RetailProcessIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "KILL"})
  void aSignalLeavesNoProcessAndNoDirectory(String signal) throws Exception {
    try (ExampleProcess demo =
        ExampleProcess.start(temporary, "retail", "--transactions", "200", "--keep")) {
      assumeFalse(signal.equals("INT") && demo.ignoresInterrupts(), "SIGINT is ignored here");
      long pid = demo.process().pid();
      int port = awaitPort(demo);
      assertThat(accepts(port)).isTrue();
      assertThat(directories(pid)).isNotEmpty();

      demo.signal(signal);

      await().atMost(PATIENCE).until(() -> !demo.process().isAlive());
      await().atMost(PATIENCE).until(() -> !accepts(port) && directories(pid).isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Starting services", "200/100000 transactions"})
  void endsAtAnyStageWithoutAnError(String stage) throws Exception {
    try (ExampleProcess demo =
        ExampleProcess.start(
            temporary,
            "retail",
            "--transactions",
            "100000",
            "--batch-size",
            "100",
            "--sync-every",
            "100")) {
      demo.awaitLine(stage);

      demo.signal("TERM");

      List<String> rest = demo.out().lines().toList();
      assertThat(demo.process().waitFor()).isEqualTo(143);
      await().atMost(PATIENCE).until(() -> directories(demo.process().pid()).isEmpty());
      assertThat(rest).noneMatch(line -> line.contains("error") || line.contains("Exception"));
    }
  }

  private static int awaitPort(ExampleProcess demo) throws IOException {
    return Integer.parseInt(demo.awaitLine("psql -h").replaceFirst(".* -p (\\d+) .*", "$1"));
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
