package io.lakehousesync.snowflake.internal.sql;

/**
 * Walks through the fields of a JSON text whose values are no objects or arrays, at any depth, in
 * the order of the text. Not thread-safe.
 */
final class JsonFields {
  private final String json;
  private int at;
  private String name = "";
  private String value = "";
  private boolean string;

  JsonFields(String json) {
    this.json = json;
  }

  /** Moves to the next field. Returns false if there is none. */
  boolean next() {
    while (at < json.length()) {
      if (json.charAt(at) != '"') {
        at++;
      } else if (readText()) {
        name = value;
        skipSpace();
        if (at < json.length() && json.charAt(at) == ':') {
          at++;
          skipSpace();
          if (readValue()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  String name() {
    return name;
  }

  String value() {
    return value;
  }

  boolean isString() {
    return string;
  }

  boolean isNull() {
    return !string && value.equals("null");
  }

  /** Reads a value that is no object or array. Returns false if there is none. */
  private boolean readValue() {
    string = at < json.length() && json.charAt(at) == '"';
    if (string) {
      return readText();
    }
    int start = at;
    while (at < json.length() && isBare(json.charAt(at))) {
      at++;
    }
    value = json.substring(start, at);
    return at > start;
  }

  /** Reads the string whose opening quote is at the position. Returns false if it has no end. */
  private boolean readText() {
    StringBuilder text = new StringBuilder();
    at++;
    while (at < json.length()) {
      char next = json.charAt(at++);
      if (next == '"') {
        value = text.toString();
        return true;
      }
      if (next == '\\' && at < json.length()) {
        next = escape();
      }
      text.append(next);
    }
    return false;
  }

  /** Reads an escape after its backslash. A character that JSON does not escape stays as it is. */
  private char escape() {
    char escaped = json.charAt(at++);
    return switch (escaped) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> escaped;
    };
  }

  private char unicode() {
    int unit = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = i < json.length() ? hexDigit(json.charAt(i)) : -1;
      if (digit < 0) {
        return 'u';
      }
      unit = unit << 4 | digit;
    }
    at += 4;
    return (char) unit;
  }

  /** Returns the value of an ASCII digit; -1 if it is none. */
  private static int hexDigit(char digit) {
    return digit < 128 ? Character.digit(digit, 16) : -1;
  }

  private static boolean isBare(char next) {
    return next == '-' || next == '+' || next == '.' || Character.isLetterOrDigit(next);
  }

  private void skipSpace() {
    while (at < json.length() && Character.isWhitespace(json.charAt(at))) {
      at++;
    }
  }
}
