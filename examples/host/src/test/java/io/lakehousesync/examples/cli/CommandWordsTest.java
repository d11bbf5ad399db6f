package io.lakehousesync.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandWordsTest {
  /** A class of the API, perhaps with a method, in brackets as messages name it. */
  private static final Pattern IN_A_MESSAGE =
      Pattern.compile("[ '\"]\\((?:PgLake|Snowflake)\\w+(?:\\.\\w+)?(?:;[^)]*)?\\)");

  private static final Pattern NAME = Pattern.compile("\\b(?:PgLake|Snowflake[A-Z])\\w+");

  @Test
  void namesCommandsInPlaceOfMethods() {
    assertThat(CommandWords.of("No key. Run the set-up (PgLakeSetup), which adds it."))
        .isEqualTo("No key. Run the set-up (setup --apply), which adds it.");
    assertThat(CommandWords.of("Make a new baseline (PgLakeSetup.newBaseline): all rows"))
        .isEqualTo("Make a new baseline (setup --new-baseline TABLE): all rows");
    assertThat(CommandWords.of("nothing to change")).isEqualTo("nothing to change");
  }

  @Test
  void knowsEachMethodThatAMessageOfTheLibraryNames() {
    List<String> messages =
        Stream.of("core", "snowflake", "s3").flatMap(CommandWordsTest::messages).toList();

    assertThat(messages)
        .hasSizeGreaterThan(15)
        .allSatisfy(message -> assertThat(NAME.matcher(CommandWords.of(message)).find()).isFalse());
  }

  /** Returns the strings in a module's sources that name a class of the API in brackets. */
  private static Stream<String> messages(String module) {
    try (Stream<Path> files = Files.walk(Path.of("../..", module, "src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .flatMap(file -> IN_A_MESSAGE.matcher(withoutComments(file)).results())
          .map(found -> found.group())
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutComments(Path file) {
    try {
      return Files.readString(file)
          .replaceAll("(?s)/\\*.*?\\*/", "")
          .replaceAll("(?m)^\\s*//.*$", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
