package io.lakehousesync.examples.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.Map;

/** Standard output: an object per line as JSON, or lines for people. Thread-safe. */
final class Output {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out;
  private final boolean json;

  Output(PrintStream out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /** Writes the one or the other. */
  void line(String forPeople, Map<String, ?> forPrograms) {
    out.println(json ? json(forPrograms) : forPeople);
  }

  /** Writes for people only. */
  void text(String line) {
    if (!json) {
      out.println(line);
    }
  }

  static String json(Map<String, ?> object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not writable as JSON", e);
    }
  }
}
