package io.lakehousesync.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command in its own process, with standard error in its standard output. */
public record ExampleProcess(Process process, BufferedReader out) implements AutoCloseable {
  /** Starts {@code examples/run} with these arguments, without LAKEHOUSE variables. */
  public static ExampleProcess start(Path temporary, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-Dexamples.directory=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("LAKEHOUSE_"));
    Process process = builder.start();
    return new ExampleProcess(process, process.inputReader());
  }

  /**
   * Returns whether the process ignores SIGINT, as background processes of a shell without job
   * control do.
   */
  public boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  /** Sends {@code TERM}, {@code INT} or {@code KILL}. */
  public void signal(String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /** Reads up to the first line that contains this text, and returns the line. */
  public String awaitLine(String part) throws IOException {
    List<String> lines = linesThrough(part);
    return lines.get(lines.size() - 1);
  }

  /** Reads up to the first line that contains this text, and returns all lines. */
  public List<String> linesThrough(String part) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      seen.add(line);
      if (line.contains(part)) {
        return seen;
      }
    }
    throw new AssertionError("no line with '" + part + "' in " + seen);
  }

  /** Ends the process if it has not ended. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    out.close();
  }
}
