package io.lakehousesync.examples.host;

import java.io.PrintStream;
import java.util.List;

/** What ends a command, as JSON on standard output: for programs that read nothing else. */
public final class Errors {
  private Errors() {}

  /** Writes an object of the type "error" for each message. */
  public static void write(PrintStream out, List<String> messages, int exitCode) {
    for (String message : messages) {
      out.println(
          Output.json(
              Fields.of("type", "error").and("message", message).and("exitCode", exitCode).map()));
    }
  }
}
