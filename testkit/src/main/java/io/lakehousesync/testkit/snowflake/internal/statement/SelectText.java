package io.lakehousesync.testkit.snowflake.internal.statement;

import java.util.Map;

/**
 * A SELECT in the form that the engine's parser needs. Words are in upper case, so that names have
 * the form in which Snowflake stores them. Strings and identifiers are quoted again, and comments
 * are removed. {@code SelectParser} creates this text.
 *
 * @param sql the text
 * @param variables the number of bind variables
 * @param sources the sources other than tables, by the name that replaces {@code DIRECTORY(…)},
 *     {@code TABLE(…)} and similar forms in the text
 * @param calls the calls of functions that the engine does not have, by their replacement in the
 *     text
 */
public record SelectText(
    String sql, int variables, Map<String, SourceReference> sources, Map<String, String> calls) {
  /** Returns the text as the client wrote it, except for the case of words. */
  public String original(String part) {
    String text = part;
    for (Map.Entry<String, String> call : calls.entrySet()) {
      text = text.replace(call.getKey(), call.getValue());
    }
    return text;
  }
}
