package io.lakehousesync.snowflake.internal.sql;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads single fields from the small JSON texts that Snowflake's functions return. */
public final class JsonText {
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

  private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*)\"";
  private static final Pattern STRING_FIELD = Pattern.compile(TEXT + "\\s*:\\s*" + TEXT);

  private JsonText() {}

  /**
   * Returns the value of the first field with that name whose value is a string, a number or a
   * boolean.
   */
  public static Optional<String> field(String json, String name) {
    Matcher field =
        Pattern.compile("\"%s\"\\s*:\\s*(?:%s|([-\\w.]+))".formatted(Pattern.quote(name), TEXT))
            .matcher(json);
    if (!field.find()) {
      return Optional.empty();
    }
    return Optional.ofNullable(field.group(1)).map(JsonText::unescape).or(() -> bare(field));
  }

  /** Returns all fields that hold a string, at any depth. */
  public static Map<String, String> fields(String json) {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher field = STRING_FIELD.matcher(json);
    while (field.find()) {
      fields.put(unescape(field.group(1)), unescape(field.group(2)));
    }
    return fields;
  }

  private static Optional<String> bare(Matcher field) {
    return Optional.ofNullable(field.group(2)).filter(value -> !value.equals("null"));
  }

  private static String unescape(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    escape.group(1) != null
                        ? Character.toString(Integer.parseInt(escape.group(1), 16))
                        : escape.group(2)));
  }
}
