package io.lakehousesync.s3.internal.metadata;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lakehousesync.s3.internal.object.MemoryBudget;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads values from a JSON parser, with errors that name the field. */
public final class JsonTokens {
  private JsonTokens() {}

  public static void expect(JsonParser json, JsonToken token, String what) throws IOException {
    if (json.currentToken() != token) {
      throw new IOException("%s is %s".formatted(what, found(json)));
    }
  }

  public static String text(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new IOException("'%s' is %s, not a string".formatted(json.currentName(), found(json)));
    }
    return json.getText();
  }

  public static <T> T required(@Nullable T value, String name) throws IOException {
    if (value == null) {
      throw new IOException("it has no '%s'".formatted(name));
    }
    return value;
  }

  /** Returns string fields of an object, by their names. Skips its other fields. */
  public static Map<String, String> strings(JsonParser json, Set<String> names) throws IOException {
    return strings(json, names::contains, text -> text);
  }

  /** Returns all string fields of an object, within a budget. Skips its other fields. */
  static Map<String, String> strings(JsonParser json, MemoryBudget budget) throws IOException {
    return strings(json, name -> true, budget::keep);
  }

  private static Map<String, String> strings(
      JsonParser json, Predicate<String> wanted, UnaryOperator<String> kept) throws IOException {
    Map<String, String> strings = new HashMap<>();
    expect(json, JsonToken.START_OBJECT, "'%s'".formatted(json.currentName()));
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_STRING && wanted.test(name)) {
        strings.put(kept.apply(name), kept.apply(json.getText()));
      } else {
        json.skipChildren();
      }
    }
    return strings;
  }

  private static String found(JsonParser json) {
    JsonToken token = json.currentToken();
    return token == null ? "not there: the file is empty" : token.name();
  }
}
