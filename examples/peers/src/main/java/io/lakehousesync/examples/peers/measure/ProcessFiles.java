package io.lakehousesync.examples.peers.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads {@code /proc}, so it works on Linux only. */
final class ProcessFiles {
  private static final Path PROC = Path.of("/proc");

  /** {@code sysconf(_SC_CLK_TCK)}, which is 100 on Linux for all processors. */
  private static final double TICKS_PER_SECOND = 100;

  // Positions after the name of the process in /proc/PID/stat: proc_pid_stat(5).
  private static final int PARENT = 1;
  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int USER_OF_ENDED_CHILDREN = 13;
  private static final int SYSTEM_OF_ENDED_CHILDREN = 14;

  private ProcessFiles() {}

  static boolean exist() {
    return Files.isReadable(PROC.resolve("self/stat"));
  }

  /** Returns the CPU time of a process and of its children that have ended, in seconds. */
  static double cpuSeconds(long pid) throws IOException {
    String[] fields = stat(pid);
    long ticks = 0;
    for (int field : List.of(USER, SYSTEM, USER_OF_ENDED_CHILDREN, SYSTEM_OF_ENDED_CHILDREN)) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  static long parent(long pid) throws IOException {
    return Long.parseLong(stat(pid)[PARENT]);
  }

  /** Returns the peak of the resident memory in bytes: VmHWM. */
  static long peakMemoryBytes(long pid) throws IOException {
    try (Stream<String> lines = Files.lines(process(pid).resolve("status"))) {
      String kib =
          lines
              .filter(line -> line.startsWith("VmHWM:"))
              .findFirst()
              .orElseThrow(() -> new IOException("process " + pid + " has no VmHWM"));
      return Long.parseLong(kib.replaceAll("\\D", "")) << 10;
    }
  }

  /** Returns the name of a process, or an empty string if there is no such process. */
  static String name(long pid) throws IOException {
    try {
      return Files.readString(process(pid).resolve("comm")).strip();
    } catch (NoSuchFileException ended) {
      return "";
    }
  }

  /** Returns the processes of this name. */
  static List<Long> find(String name) throws IOException {
    List<Long> found = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      if (name(process.pid()).equals(name)) {
        found.add(process.pid());
      }
    }
    return found;
  }

  /** The name can contain spaces and parentheses. */
  private static String[] stat(long pid) throws IOException {
    String line = Files.readString(process(pid).resolve("stat"));
    return line.substring(line.lastIndexOf(')') + 2).split(" ");
  }

  private static Path process(long pid) {
    return PROC.resolve(Long.toString(pid));
  }
}
