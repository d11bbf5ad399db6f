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

/** A command that was run inside this JVM, with what it printed. */
public record ExampleRun(int exitCode, String out, String err) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Runs it as {@code examples/run} would in an environment without variables. */
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

  /** The same, and it must end well. */
  public static ExampleRun good(String... arguments) {
    ExampleRun run = of(arguments);
    if (run.exitCode != 0) {
      throw new AssertionError("exit code " + run.exitCode + ": " + run.err + run.out);
    }
    return run;
  }

  /** The objects on standard output, one per line. */
  public List<JsonNode> json() throws IOException {
    List<JsonNode> objects = new ArrayList<>();
    for (String line : out.lines().toList()) {
      objects.add(JSON.readTree(line));
    }
    return objects;
  }

  /** The last line of standard output. */
  public String lastLine() {
    return out.stripTrailing().replaceFirst("(?s).*\\R", "");
  }

  /** A value of the result line. */
  public String value(String key) {
    if (exitCode != 0) {
      throw new AssertionError("exit code " + exitCode + ": " + err);
    }
    return lastLine().replaceFirst(".* " + key + "=(\\S+).*", "$1");
  }
}
