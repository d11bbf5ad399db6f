package io.lakehousesync.config;

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
 * A key of a configuration: its name, the form of its values, and what it means. Immutable.
 *
 * <p>A name with {@value #TABLE} in it stands for one key per table.
 *
 * @param <T> what a value is read as
 */
public final class Key<T> {
  /** Stands for a table's name, in the names of keys that each table has. */
  public static final String TABLE = "<name>";

  private final String name;
  private final String form;
  private final Function<String, T> parser;
  private final String meaning;
  private final boolean secret;
  private final boolean required;
  private final @Nullable String standard;
  private final List<String> choices;

  private Key(
      String name,
      String form,
      Function<String, T> parser,
      String meaning,
      boolean secret,
      boolean required,
      @Nullable String standard,
      List<String> choices) {
    this.name = Objects.requireNonNull(name, "name");
    this.form = Objects.requireNonNull(form, "form");
    this.parser = Objects.requireNonNull(parser, "parser");
    this.meaning = Objects.requireNonNull(meaning, "meaning");
    this.secret = secret;
    this.required = required;
    this.standard = standard;
    this.choices = choices;
  }

  /**
   * A key with a form of its own.
   *
   * @param form the form as a noun phrase: "a duration such as 10s"
   * @param parser reads a value; throws IllegalArgumentException if it is not of this form. Its
   *     message is not shown, the form is
   * @param meaning what the key is for, as a phrase for a table of keys
   */
  public static <T> Key<T> of(
      String name, String form, Function<String, T> parser, String meaning) {
    return new Key<>(name, form, parser, meaning, false, false, null, List.of());
  }

  /** Any text. */
  public static Key<String> text(String name, String meaning) {
    return of(name, "a text", text -> text, meaning);
  }

  /** A text that is never shown, neither in an error nor in a description. */
  public static Key<String> secret(String name, String meaning) {
    return new Key<>(name, "a text", text -> text, meaning, true, false, null, List.of());
  }

  /** A positive duration. */
  public static Key<Duration> duration(String name, String meaning) {
    return of(
        name, "a positive duration such as 10s, 500ms, 2m or PT10S", Durations::parse, meaning);
  }

  /** A positive whole number. */
  public static Key<Integer> count(String name, String meaning) {
    return of(name, "a positive whole number", Key::positive, meaning);
  }

  /** A file or directory, relative to the directory in which the process was started. */
  public static Key<Path> path(String name, String meaning) {
    return of(name, "a path", Path::of, meaning);
  }

  /** An address of an HTTP service. */
  public static Key<URI> address(String name, String meaning) {
    return of(name, "an address such as https://host:port", Key::http, meaning);
  }

  /** Names, with commas between them. */
  public static Key<List<String>> names(String name, String meaning) {
    return of(name, "names with commas between them", Key::list, meaning);
  }

  /** One of some words. */
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

  /** One of the constants of an enum, in lower case with hyphens. */
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

  /** True or false. */
  public static Key<Boolean> flag(String name, String meaning) {
    return choice(name, Map.of("true", true, "false", false), meaning);
  }

  /** The same key, without which a configuration is not complete. */
  public Key<T> required() {
    return new Key<>(name, form, parser, meaning, secret, true, standard, choices);
  }

  /**
   * The same key with a value that holds where none is set.
   *
   * @throws IllegalArgumentException if the value is not of the key's form
   */
  public Key<T> orElse(String value) {
    parse(value);
    return new Key<>(name, form, parser, meaning, secret, required, value, choices);
  }

  /** The key's name, with {@value #TABLE} where each table has such a key. */
  public String name() {
    return name;
  }

  /** The form of its values, as a noun phrase. */
  public String form() {
    return form;
  }

  /** What it is for. */
  public String meaning() {
    return meaning;
  }

  /** Whether its values are never shown. */
  public boolean isSecret() {
    return secret;
  }

  /** Whether a configuration is not complete without it. */
  public boolean isRequired() {
    return required;
  }

  /** The value that holds where none is set. */
  public Optional<String> standard() {
    return Optional.ofNullable(standard);
  }

  /** The words that it knows; empty unless it is a choice. */
  List<String> choices() {
    return choices;
  }

  /** Throws IllegalArgumentException if the value is not of this form. */
  T parse(String value) {
    return parser.apply(value);
  }

  /** A value as it may be shown. */
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
