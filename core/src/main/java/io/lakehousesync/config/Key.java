package io.lakehousesync.config;

import io.lakehousesync.text.Secrets;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key of a configuration: its name, the form of its values, and its meaning. Immutable.
 *
 * <p>A name that contains {@value #TABLE} stands for one key per table.
 *
 * @param <T> the type of the values
 */
public final class Key<T> {
  /** The placeholder for the table's name, in the names of keys that each table has. */
  public static final String TABLE = "<name>";

  private final String name;
  private final String form;
  private final Function<String, T> parser;
  private final String meaning;
  private final boolean secret;
  private final boolean required;
  private final @Nullable String defaultValue;
  private final List<String> choices;

  private Key(
      String name,
      String form,
      Function<String, T> parser,
      String meaning,
      boolean secret,
      boolean required,
      @Nullable String defaultValue,
      List<String> choices) {
    this.name = Objects.requireNonNull(name, "name");
    this.form = Objects.requireNonNull(form, "form");
    this.parser = Objects.requireNonNull(parser, "parser");
    this.meaning = Objects.requireNonNull(meaning, "meaning");
    this.secret = secret;
    this.required = required;
    this.defaultValue = defaultValue;
    this.choices = choices;
  }

  /**
   * Returns a key whose values have a special form. For texts, numbers, durations, names and
   * choices, use the other methods.
   *
   * @param form the form as a noun phrase, such as "a duration such as 10s"
   * @param parser parses a value. If the value does not have this form, the parser throws
   *     IllegalArgumentException. Messages show the form, not the text of the exception
   * @param meaning the meaning as a phrase for the table of keys
   */
  public static <T> Key<T> of(
      String name, String form, Function<String, T> parser, String meaning) {
    return new Key<>(name, form, parser, meaning, false, false, null, List.of());
  }

  /** Returns a key for any text. */
  public static Key<String> text(String name, String meaning) {
    return of(name, "a text", text -> text, meaning);
  }

  /** Returns a key for a text that is never shown in messages or by {@code toString()}. */
  public static Key<String> secret(String name, String meaning) {
    return new Key<>(name, "a text", text -> text, meaning, true, false, null, List.of());
  }

  /** Returns a key for a positive duration. */
  public static Key<Duration> duration(String name, String meaning) {
    return of(
        name, "a positive duration such as 10s, 500ms, 2m or PT10S", Durations::parse, meaning);
  }

  /** Returns a key for a positive whole number. */
  public static Key<Integer> count(String name, String meaning) {
    return of(name, "a positive whole number", Key::positive, meaning);
  }

  /** Returns a key for a file or directory, relative to the working directory of the process. */
  public static Key<Path> path(String name, String meaning) {
    return of(name, "a path", Path::of, meaning);
  }

  /** Returns a key for the address of an HTTP service. */
  public static Key<URI> address(String name, String meaning) {
    return of(name, "an address such as https://host:port", Key::http, meaning);
  }

  /** Returns a key for names that are separated by commas. */
  public static Key<List<String>> names(String name, String meaning) {
    return of(name, "names separated by commas", Key::list, meaning);
  }

  /** Returns a key for one of several words. */
  public static <T> Key<T> choice(String name, Map<String, T> choices, String meaning) {
    Map<String, T> sorted = new TreeMap<>(choices);
    List<String> words = List.copyOf(sorted.keySet());
    return new Key<>(
        name,
        "one of " + String.join(", ", words),
        word -> Optional.ofNullable(sorted.get(word)).orElseThrow(IllegalArgumentException::new),
        meaning,
        false,
        false,
        null,
        words);
  }

  /** Returns a key for a constant of an enum, written in lower case with hyphens. */
  public static <E extends Enum<E>> Key<E> choice(String name, Class<E> type, String meaning) {
    return choice(
        name,
        Arrays.stream(type.getEnumConstants())
            .collect(
                Collectors.toMap(
                    constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    constant -> constant)),
        meaning);
  }

  /** Returns a key for {@code true} or {@code false}. */
  public static Key<Boolean> flag(String name, String meaning) {
    return choice(name, Map.of("true", true, "false", false), meaning);
  }

  /** Returns the same key, but required: a configuration must set it. */
  public Key<T> required() {
    return new Key<>(name, form, parser, meaning, secret, true, defaultValue, choices);
  }

  /**
   * Returns the same key with a default value.
   *
   * @throws IllegalArgumentException if the value does not have the form of the key
   */
  public Key<T> orElse(String value) {
    parse(value);
    return new Key<>(name, form, parser, meaning, secret, required, value, choices);
  }

  /** Returns the key's name. It contains {@value #TABLE} if each table has such a key. */
  public String name() {
    return name;
  }

  /** Returns the form of the values, as a noun phrase. */
  public String form() {
    return form;
  }

  /** Returns the meaning, as a phrase for the table of keys. */
  public String meaning() {
    return meaning;
  }

  /** Returns whether the values are never shown. */
  public boolean isSecret() {
    return secret;
  }

  /** Returns whether a configuration must set this key. */
  public boolean isRequired() {
    return required;
  }

  /** Returns the default value, as it is written; empty if there is none. */
  public Optional<String> defaultValue() {
    return Optional.ofNullable(defaultValue);
  }

  /** Returns the words of a choice, in alphabetical order; empty for other keys. */
  public List<String> choices() {
    return choices;
  }

  /** Throws IllegalArgumentException if the value does not have the form of this key. */
  T parse(String value) {
    return parser.apply(value);
  }

  /** Returns the value without secrets. */
  String shown(String value) {
    return secret ? "(hidden)" : Secrets.hide(value);
  }

  @Override
  public String toString() {
    return name;
  }

  private static Integer positive(String text) {
    int value = Integer.parseInt(text);
    if (value < 1) {
      throw new IllegalArgumentException("not positive");
    }
    return value;
  }

  private static URI http(String text) {
    URI uri = URI.create(text);
    if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("https?")) {
      throw new IllegalArgumentException("not an HTTP address");
    }
    return uri;
  }

  private static List<String> list(String text) {
    List<String> names = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (names.contains("")) {
      throw new IllegalArgumentException("an empty name");
    }
    return names;
  }
}
