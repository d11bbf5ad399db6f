package io.lakehousesync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehousesync.config.Key;
import io.lakehousesync.config.SyncConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The metadata for IDEs lists every key of core, Snowflake, S3 and the starter. Run with
 * -Dconfiguration.metadata.write to renew it.
 */
class ConfigurationMetadataTest {
  private static final Path FILE =
      Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");
  private static final Set<String> BOOLEAN = Set.of("false", "true");

  @Test
  void theFileListsEveryKey() throws IOException {
    String expected = json();
    if (Boolean.getBoolean("configuration.metadata.write")) {
      Files.writeString(FILE, expected);
    }

    assertThat(Files.readString(FILE)).isEqualTo(expected);
    assertThat(expected)
        .contains("lakehouse.auto-start", "lakehouse.sync.interval", "lakehouse.snowflake.url")
        .contains("lakehouse.s3.endpoint", "`freshness-target`");
  }

  private static String json() throws IOException {
    List<Key<?>> general = keys().filter(key -> !isNamed(key)).toList();
    List<Map<String, Object>> properties =
        new ArrayList<>(general.stream().map(ConfigurationMetadataTest::property).toList());
    properties.add(named("table"));
    properties.add(named("group"));
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
    printer.indentObjectsWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
    return new ObjectMapper()
            .writer(printer)
            .writeValueAsString(
                map("groups", List.of())
                    .with("properties", properties)
                    .with(
                        "hints",
                        general.stream()
                            .filter(ConfigurationMetadataTest::hasChoices)
                            .map(ConfigurationMetadataTest::hint)
                            .toList()))
        + "\n";
  }

  private static Stream<Key<?>> keys() {
    return Stream.concat(StarterKeys.ALL.stream(), SyncConfiguration.keys().stream());
  }

  /** Returns whether the user chooses a part of the key: the name of a table or of a group. */
  private static boolean isNamed(Key<?> key) {
    return key.name().contains(Key.TABLE);
  }

  private static boolean hasChoices(Key<?> key) {
    return !key.choices().isEmpty() && !BOOLEAN.equals(Set.copyOf(key.choices()));
  }

  private static Map<String, Object> property(Key<?> key) {
    Properties property =
        map("name", StarterKeys.PREFIX + key.name())
            .with("type", type(key))
            .with("description", description(key));
    key.defaultValue().ifPresent(value -> property.put("defaultValue", typed(key, value)));
    return property;
  }

  /** Spring's metadata has no keys with a part that the user chooses, below a map of maps. */
  private static Map<String, Object> named(String what) {
    return map("name", StarterKeys.PREFIX + what)
        .with(
            "type",
            "java.util.Map<java.lang.String,java.util.Map<java.lang.String,java.lang.String>>")
        .with(
            "description",
            "The settings of each %s, by a name that you choose. ".formatted(what)
                + keys()
                    .filter(key -> key.name().startsWith(what + "."))
                    .filter(ConfigurationMetadataTest::isNamed)
                    .map(
                        key ->
                            "`%s`: %s%s."
                                .formatted(
                                    key.name().substring(key.name().lastIndexOf('.') + 1),
                                    plain(key.meaning()),
                                    key.isRequired()
                                        ? " (required)"
                                        : key.defaultValue()
                                            .map(" (default: %s)"::formatted)
                                            .orElse("")))
                    .collect(Collectors.joining(" ")));
  }

  private static Map<String, Object> hint(Key<?> key) {
    return map("name", StarterKeys.PREFIX + key.name())
        .with("values", key.choices().stream().map(choice -> Map.of("value", choice)).toList());
  }

  private static String type(Key<?> key) {
    if (BOOLEAN.equals(Set.copyOf(key.choices()))) {
      return "java.lang.Boolean";
    } else if (key.form().contains("a positive duration")) {
      return "java.time.Duration";
    } else if (key.form().equals("a positive whole number")) {
      return "java.lang.Integer";
    }
    return "java.lang.String";
  }

  private static Object typed(Key<?> key, String value) {
    return switch (type(key)) {
      case "java.lang.Boolean" -> Boolean.valueOf(value);
      case "java.lang.Integer" -> Integer.valueOf(value);
      default -> value;
    };
  }

  private static String description(Key<?> key) {
    String meaning = plain(key.meaning());
    return meaning.substring(0, 1).toUpperCase(Locale.ROOT) + meaning.substring(1) + ".";
  }

  /** Returns the text without the links of Markdown. */
  private static String plain(String meaning) {
    return meaning.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1");
  }

  private static Properties map(String name, Object value) {
    return new Properties().with(name, value);
  }

  /** An object of JSON, whose names keep their order. */
  private static final class Properties extends LinkedHashMap<String, Object> {
    Properties with(String name, Object value) {
      put(name, value);
      return this;
    }
  }
}
