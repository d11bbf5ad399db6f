package io.lakehousesync.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** A command that was run in this JVM, with its output. */
public record ExampleRun(int exitCode, String out, String err) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Runs a command as {@code examples/run} does, without environment variables. */
  public static ExampleRun of(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    PrintStream stdout = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      int exitCode =
          Main.commandLine(false, Map.of()).setErr(new PrintWriter(err, true)).execute(arguments);
      return new ExampleRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString());
    } finally {
      System.setOut(stdout);
    }
  }

  /** Returns what is wrong with a command line, without running the command. */
  public static Optional<String> usageError(String... arguments) {
    try {
      Main.commandLine(false, Map.of()).parseArgs(arguments);
      return Optional.empty();
    } catch (CommandLine.ParameterException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Runs a command that must succeed. */
  public static ExampleRun good(String... arguments) {
    ExampleRun run = of(arguments);
    if (run.exitCode != 0) {
      throw new AssertionError("exit code " + run.exitCode + ": " + run.err + run.out);
    }
    return run;
  }

  /** Returns the JSON objects on standard output, one per line. */
  public List<JsonNode> json() throws IOException {
    List<JsonNode> objects = new ArrayList<>();
    for (String line : out.lines().toList()) {
      objects.add(JSON.readTree(line));
    }
    return objects;
  }

  /** Returns the last line of standard output. */
  public String lastLine() {
    return out.stripTrailing().replaceFirst("(?s).*\\R", "");
  }

  /** Returns a value of the result line. */
  public String value(String key) {
    if (exitCode != 0) {
      throw new AssertionError("exit code " + exitCode + ": " + err);
    }
    return lastLine().replaceFirst(".* " + key + "=(\\S+).*", "$1");
  }
}
