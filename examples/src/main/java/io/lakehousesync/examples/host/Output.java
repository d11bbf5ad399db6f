package io.lakehousesync.examples.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.Map;
import java.util.stream.Collectors;

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

  /** Writes for programs only. */
  void object(Map<String, ?> object) {
    if (json) {
      out.println(json(object));
    }
  }

  /** The last line of a command, where people and programs are told the same. */
  void result(Fields figures) {
    String forPeople =
        figures.map().entrySet().stream()
            .map(figure -> figure.getKey() + "=" + figure.getValue())
            .collect(Collectors.joining(" "));
    result(forPeople, figures);
  }

  /**
   * The last line of a command: for people after the word RESULT, for programs an object of the
   * type "result".
   *
   * @return the object as JSON, for whoever wants it in a file as well
   */
  String result(String forPeople, Fields forPrograms) {
    String object = json(Fields.of("type", "result").and(forPrograms).map());
    out.println(json ? object : "RESULT " + forPeople);
    return object;
  }

  static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  static String json(Map<String, ?> object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not writable as JSON", e);
    }
  }
}
