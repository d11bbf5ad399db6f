package io.lakehousesync.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandWordsTest {
  /** A class of the API, perhaps with a method, in brackets as messages name it. */
  private static final Pattern IN_A_MESSAGE =
      Pattern.compile("[ '\"]\\((?:PgLake|Snowflake)\\w+(?:\\.\\w+)?(?:;[^)]*)?\\)");

  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"");

  /** A method of the API with its arguments. */
  private static final Pattern CALL =
      Pattern.compile("\\b(?:ChangeTracking\\.)?[a-z]\\w+\\((?:\\.\\.\\.|[A-Z]{2,})\\)");

  /** The methods of builders, which only programs call. */
  private static final Set<String> OF_BUILDERS =
      Set.of("table(...)", "source(...)", "locator(...)", "postgres(...)", "createMissing(...)");

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
        Stream.of("core", "snowflake", "s3")
            .flatMap(module -> found(module, IN_A_MESSAGE))
            .map(MatchResult::group)
            .toList();

    assertThat(messages)
        .hasSizeGreaterThan(15)
        .allSatisfy(message -> assertThat(NAME.matcher(CommandWords.of(message)).find()).isFalse());
  }

  @Test
  void knowsEachMethodWithArgumentsThatAMessageOfTheLibraryNames() {
    List<String> calls =
        Stream.of("core", "snowflake", "s3")
            .flatMap(module -> found(module, STRING))
            .flatMap(string -> CALL.matcher(string.group()).results())
            .map(MatchResult::group)
            .filter(call -> !OF_BUILDERS.contains(call))
            .distinct()
            .toList();

    assertThat(calls)
        .contains("key(...)", "without(...)")
        .allSatisfy(call -> assertThat(CommandWords.of(call)).startsWith("table.<name>."));
  }

  /** Returns what is found in the code of a module. */
  private static Stream<MatchResult> found(String module, Pattern pattern) {
    try (Stream<Path> files = Files.walk(Path.of("../..", module, "src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .flatMap(file -> pattern.matcher(withoutComments(file)).results())
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
