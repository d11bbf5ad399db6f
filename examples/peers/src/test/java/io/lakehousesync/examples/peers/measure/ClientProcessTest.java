package io.lakehousesync.examples.peers.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ClientProcessTest {
  private static final Duration WORK = Duration.ofMillis(300);

  private final ClientProcess self =
      new ClientProcess(OptionalLong.of(ProcessHandle.current().pid()));

  @Test
  void cpuTimeIsThatOfTheProcess() throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double before = self.cpuSeconds().orElseThrow();
    long began = threads.getCurrentThreadCpuTime();
    while (threads.getCurrentThreadCpuTime() - began < WORK.toNanos()) {
      Thread.onSpinWait();
    }

    // The kernel counts in steps of 10 ms.
    assertThat(self.cpuSeconds().orElseThrow() - before).isBetween(0.25, 60.0);
  }

  @Test
  void memoryContainsTheHeap() throws Exception {
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();

    assertThat(self.peakMemoryBytes().orElseThrow()).isBetween(used, 1L << 40);
  }

  @Test
  void aCopyInsideOfPostgresHasNoClient() throws Exception {
    ClientProcess none = new ClientProcess(OptionalLong.empty());

    assertThat(none.cpuSeconds()).isEmpty();
    assertThat(none.peakMemoryBytes()).isEmpty();
  }
}
