package io.lakehousesync.testkit.snowflake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The {@code KEY = value} pairs of a statement, in any order, each at most once. */
record PropertyList(Map<String, String> values) {
  /** How the value of a property is written. */
  enum Form {
    STRING,
    BOOLEAN,
    WORD,
    NUMBER,
    /** A name without quotes around it, in one part. */
    IDENTIFIER
  }

  /** Takes pairs for as long as a key of {@code allowed} comes next. */
  static PropertyList parse(TokenStream in, Map<String, Form> allowed) {
    Map<String, String> values = new LinkedHashMap<>();
    while (true) {
      Form form = in.peek().kind() == Token.Kind.WORD ? allowed.get(in.peek().value()) : null;
      if (form == null || values.containsKey(in.peek().value())) {
        return new PropertyList(values);
      }
      String key = in.word();
      in.expectSymbol("=");
      values.put(
          key,
          switch (form) {
            case STRING -> in.string();
            case BOOLEAN -> String.valueOf(in.bool());
            case WORD -> in.word();
            case NUMBER -> in.number();
            case IDENTIFIER -> in.identifier();
          });
    }
  }

  /** Takes {@code COMMENT = '…'} if it comes next. */
  static String comment(TokenStream in) {
    return parse(in, Map.of("COMMENT", Form.STRING)).find("COMMENT").orElse("");
  }

  /** These pairs and those that stand further on in the statement. */
  PropertyList and(PropertyList more, TokenStream in) {
    Map<String, String> all = new LinkedHashMap<>(values);
    more.values.forEach(
        (key, value) -> {
          if (all.put(key, value) != null) {
            throw in.unexpected();
          }
        });
    return new PropertyList(all);
  }

  Optional<String> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /**
   * Returns a value that the statement must give.
   *
   * @throws SnowflakeError 002029 if it does not
   */
  String require(String key) {
    return find(key)
        .orElseThrow(
            () ->
                new SnowflakeError(
                    "002029",
                    "42601",
                    "SQL compilation error:\nMissing option(s): [%s]".formatted(key)));
  }

  /** Returns a value that must be the only one the stand-in knows. */
  void requireValue(String key, String expected) {
    String value = require(key);
    if (!value.equalsIgnoreCase(expected)) {
      throw SnowflakeError.notSupported(
          "invalid value '%s' for property '%s'; the stand-in knows '%s'."
              .formatted(value, key, expected));
    }
  }
}
