package io.lakehousesync.examples.cli;

import java.io.PrintStream;
import java.util.List;

/**
 * The errors that end a command, as JSON on standard output, for programs that read nothing else.
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
