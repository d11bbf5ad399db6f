package io.lakehousesync.s3;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What both readers of metadata files ask of the parser. */
final class Json {
  private Json() {}

  static void expect(JsonParser json, JsonToken token, String what) throws IOException {
    if (json.currentToken() != token) {
      throw new IOException("%s is %s".formatted(what, found(json)));
    }
  }

  static String text(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new IOException("'%s' is %s, not a string".formatted(json.currentName(), found(json)));
    }
    return json.getText();
  }

  static <T> T required(@Nullable T value, String name) throws IOException {
    if (value == null) {
      throw new IOException("it has no '%s'".formatted(name));
    }
    return value;
  }

  private static String found(JsonParser json) {
    JsonToken token = json.currentToken();
    return token == null ? "not there: the file is empty" : token.name();
  }
}
