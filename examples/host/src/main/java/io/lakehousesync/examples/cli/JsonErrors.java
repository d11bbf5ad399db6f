package io.lakehousesync.examples.cli;

import java.io.PrintStream;
import java.util.List;

/**
 * Writes the errors that end a command to standard output as JSON, for programs that read only
 * standard output.
 */
public final class JsonErrors {
  private JsonErrors() {}

  /** Writes an object of the type "error" for each message. */
  public static void write(PrintStream out, List<String> messages, int exitCode) {
    for (String message : messages) {
      out.println(
          Output.json(
              JsonFields.of("type", "error")
                  .and("message", message)
                  .and("exitCode", exitCode)
                  .map()));
    }
  }
}
