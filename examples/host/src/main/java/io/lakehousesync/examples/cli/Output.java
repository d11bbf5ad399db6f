package io.lakehousesync.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.text.Printable;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Standard output: one JSON object per line, or lines for people. Control characters, in names,
 * keys and messages from elsewhere, are written as escapes, also in JSON. Therefore such a text
 * cannot forge a line. Thread-safe.
 */
public final class Output {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out;
  private final boolean json;

  /** Creates an output that writes JSON or lines. */
  public Output(PrintStream out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /** Writes {@code forPrograms} if {@code --json} is set; otherwise writes {@code forPeople}. */
  public void line(String forPeople, Map<String, ?> forPrograms) {
    lines(List.of(forPeople), forPrograms);
  }

  /** Writes {@code forPrograms} if {@code --json} is set; otherwise writes each line. */
  public void lines(List<String> forPeople, Map<String, ?> forPrograms) {
    if (json) {
      out.println(json(forPrograms));
    } else {
      forPeople.forEach(line -> out.println(Printable.escape(CommandWords.of(line))));
    }
  }

  /**
   * Writes a statement of a SQL script below a comment. The SQL is written as it is, so that it can
   * run.
   */
  public void statement(String comment, String sql, Map<String, ?> forPrograms) {
    line("-- " + comment, forPrograms);
    if (!json) {
      out.println(sql + ";");
      out.println();
    }
  }

  /** Writes the line if the output is for people; with {@code --json}, writes nothing. */
  public void text(String line) {
    if (!json) {
      out.println(Printable.escape(CommandWords.of(line)));
    }
  }

  /** Writes the object if {@code --json} is set; otherwise writes nothing. */
  public void object(Map<String, ?> object) {
    if (json) {
      out.println(json(object));
    }
  }

  /** Writes the last line of a command, with the same figures for people and programs. */
  public void result(JsonFields figures) {
    String forPeople =
        figures.map().entrySet().stream()
            .map(figure -> figure.getKey() + "=" + figure.getValue())
            .collect(Collectors.joining(" "));
    result(forPeople, figures);
  }

  /**
   * Writes the last line of a command. People see the word RESULT and the figures. Programs see an
   * object of the type "result".
   *
   * @return the object as JSON
   */
  public String result(String forPeople, JsonFields forPrograms) {
    String object = json(JsonFields.of("type", "result").and(forPrograms).map());
    out.println(json ? object : "RESULT " + Printable.escape(CommandWords.of(forPeople)));
    return object;
  }

  static String json(Map<String, ?> object) {
    try {
      // Jackson escapes the characters below a space, and no others. The words of commands have no
      // character that JSON escapes.
      return Printable.escape(CommandWords.of(JSON.writeValueAsString(object)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the fields cannot be written as JSON", e);
    }
  }
}
