package io.lakehousesync.testkit.snowflake.internal.sql;

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
public record PropertyList(Map<String, String> values, Map<String, List<String>> lists) {
  /** The syntax of a property's value. */
  public enum Form {
    STRING,
    BOOLEAN,
    WORD,
    INTEGER,
    /** The name of an object, in a string or as an identifier. */
    NAME,
    /** One or more strings in parentheses. */
    STRINGS
  }

  public static final PropertyList NONE = new PropertyList(Map.of(), Map.of());

  /** Parses pairs as long as the next key is one of {@code allowed}. */
  public static PropertyList parse(TokenStream in, Map<String, Form> allowed) {
    return NONE.parseMore(in, allowed);
  }

  /** Parses further pairs, whose keys must be new. */
  public PropertyList parseMore(TokenStream in, Map<String, Form> allowed) {
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

  /** Parses {@code COMMENT = '…'} if it is next. */
  public static String comment(TokenStream in) {
    return parse(in, Map.of("COMMENT", Form.STRING)).find("COMMENT").orElse("");
  }

  public boolean has(String key) {
    return values.containsKey(key) || lists.containsKey(key);
  }

  public boolean isEmpty() {
    return values.isEmpty() && lists.isEmpty();
  }

  public Optional<String> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /**
   * Returns the value of a BOOLEAN property. If the statement does not contain the property,
   * returns {@code otherwise}.
   */
  public boolean flag(String key, boolean otherwise) {
    return find(key).map(Boolean::parseBoolean).orElse(otherwise);
  }

  /**
   * Returns the strings of a list. If the statement does not contain the list, returns an empty
   * list.
   */
  public List<String> strings(String key) {
    return lists.getOrDefault(key, List.of());
  }

  /**
   * Returns a required value.
   *
   * @throws SnowflakeError 002029 if the statement does not contain it
   */
  public String require(String key) {
    return find(key).orElseThrow(() -> SnowflakeError.missingOption(key));
  }

  /** Returns a required list. */
  public List<String> requireStrings(String key) {
    if (!lists.containsKey(key)) {
      throw SnowflakeError.missingOption(key);
    }
    return strings(key);
  }

  /** Checks a required value. The stand-in accepts only the expected value. */
  public void requireValue(String key, String expected) {
    String value = require(key);
    if (!value.equalsIgnoreCase(expected)) {
      throw SnowflakeError.notSupported(
          "invalid value '%s' for property '%s'; the stand-in supports '%s' only."
              .formatted(value, key, expected));
    }
  }
}
