package io.lakehousesync.snowflake;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads single fields out of the small JSON texts that Snowflake's functions return. */
final class JsonText {
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

  private JsonText() {}

  /** The value of the first field of that name which holds a string, a number or a boolean. */
  static Optional<String> field(String json, String name) {
    Matcher field =
        Pattern.compile(
                "\"%s\"\\s*:\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([-\\w.]+))"
                    .formatted(Pattern.quote(name)))
            .matcher(json);
    if (!field.find()) {
      return Optional.empty();
    }
    return Optional.ofNullable(field.group(1)).map(JsonText::unescape).or(() -> bare(field));
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
