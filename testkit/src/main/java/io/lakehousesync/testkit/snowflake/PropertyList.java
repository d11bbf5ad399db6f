package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code KEY = value} pairs of a statement, in any order, each at most once.
 *
 * @param values the single values
 * @param lists the values in parentheses
 */
record PropertyList(Map<String, String> values, Map<String, List<String>> lists) {
  /** How the value of a property is written. */
  enum Form {
    STRING,
    BOOLEAN,
    WORD,
    INTEGER,
    /** The name of an object, in a string or as an identifier. */
    NAME,
    /** Strings in parentheses, at least one. */
    STRINGS
  }

  static final PropertyList NONE = new PropertyList(Map.of(), Map.of());

  /** Takes pairs for as long as a key of {@code allowed} comes next. */
  static PropertyList parse(TokenStream in, Map<String, Form> allowed) {
    return NONE.parseMore(in, allowed);
  }

  /** Takes further pairs, none of which may be here already. */
  PropertyList parseMore(TokenStream in, Map<String, Form> allowed) {
    PropertyList list = new PropertyList(new LinkedHashMap<>(values), new LinkedHashMap<>(lists));
    while (true) {
      Form form = in.peek().kind() == Token.Kind.WORD ? allowed.get(in.peek().value()) : null;
      if (form == null || list.has(in.peek().value())) {
        return list;
      }
      String key = in.word();
      in.expectSymbol("=");
      if (form == Form.STRINGS) {
        list.lists.put(key, strings(in));
      } else {
        list.values.put(key, value(form, in));
      }
    }
  }

  private static String value(Form form, TokenStream in) {
    return switch (form) {
      case STRING -> in.string();
      case BOOLEAN -> String.valueOf(in.bool());
      case WORD -> in.word();
      case INTEGER -> in.integer();
      case NAME ->
          in.peek().kind() == Token.Kind.STRING
              ? QualifiedName.parseSimpleString(in.string())
              : in.identifier();
      case STRINGS -> throw new IllegalArgumentException("a list is not one value");
    };
  }

  private static List<String> strings(TokenStream in) {
    List<String> strings = new ArrayList<>();
    in.expectSymbol("(");
    do {
      strings.add(in.string());
    } while (in.acceptSymbol(","));
    in.expectSymbol(")");
    return strings;
  }

  /** Takes {@code COMMENT = '…'} if it comes next. */
  static String comment(TokenStream in) {
    return parse(in, Map.of("COMMENT", Form.STRING)).find("COMMENT").orElse("");
  }

  boolean has(String key) {
    return values.containsKey(key) || lists.containsKey(key);
  }

  boolean isEmpty() {
    return values.isEmpty() && lists.isEmpty();
  }

  Optional<String> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The value of a BOOLEAN property, or {@code otherwise}. */
  boolean flag(String key, boolean otherwise) {
    return find(key).map(Boolean::parseBoolean).orElse(otherwise);
  }

  /** The strings of a list, none if the statement does not give it. */
  List<String> strings(String key) {
    return lists.getOrDefault(key, List.of());
  }

  /**
   * Returns a value that the statement must give.
   *
   * @throws SnowflakeError 002029 if it does not
   */
  String require(String key) {
    return find(key).orElseThrow(() -> SnowflakeError.missingOption(key));
  }

  /** Returns a list that the statement must give. */
  List<String> requireStrings(String key) {
    if (!lists.containsKey(key)) {
      throw SnowflakeError.missingOption(key);
    }
    return strings(key);
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
