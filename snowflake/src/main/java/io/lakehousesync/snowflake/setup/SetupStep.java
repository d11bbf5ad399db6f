package io.lakehousesync.snowflake.setup;

import io.lakehousesync.text.Printable;
import java.util.List;

/**
 * One step of a set-up: it creates an object, sets a property of an object, or waits.
 *
 * @param title what the step creates, such as {@code external volume RETAIL_LAKE}. The title is one
 *     line: control characters in names become escapes, so that a title can be a comment in a
 *     script
 * @param statements the statements that apply the step; empty if the step is a wait, or if the
 *     object is only checked and dropped
 * @param undo the statements that undo the step; empty if another step undoes it
 */
public record SetupStep(String title, List<String> statements, List<String> undo) {
  /** Copies the lists, and escapes control characters in the title. */
  public SetupStep {
    title = Printable.escape(title);
    statements = List.copyOf(statements);
    undo = List.copyOf(undo);
  }

  /** Returns the title. */
  @Override
  public String toString() {
    return title;
  }
}
