package io.lakehousesync.snowflake.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/snowflake.md} lists every statement. {@code -Dsnowflake.docs.write} updates it. */
class StatementsDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "snowflake.md");
  private static final String BEGIN = "<!-- statements -->\n";

  @Test
  void theDocumentListsEveryStatementWithItsPrivilegeAndSource() throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN);
    assertThat(begin).as("where the list begins").isPositive();
    String expected = document.substring(0, begin) + BEGIN + list();
    if (Boolean.getBoolean("snowflake.docs.write")) {
      Files.writeString(DOCUMENT, expected);
    }

    assertThat(Files.readString(DOCUMENT)).isEqualTo(expected);
  }

  @Test
  void everyStatementIsSentSomewhere() throws IOException {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.append(Files.readString(file));
      }
    }

    assertThat(SnowflakeSql.values())
        .allSatisfy(sql -> assertThat(sources).containsPattern("SnowflakeSql\\." + sql + "\\b"));
  }

  private static String list() {
    return Arrays.stream(SnowflakeSql.values())
        .map(
            sql ->
                "```sql\n%s\n```\n\nneeds %s · [source](https://docs.snowflake.com/en/%s)\n"
                    .formatted(wrapped(sql.template()), sql.privilege(), sql.page()))
        .collect(Collectors.joining("\n", "\n", ""));
  }

  private static String wrapped(String template) {
    StringBuilder text = new StringBuilder();
    int width = 0;
    for (String word : List.of(template.split(" "))) {
      if (width + word.length() > 95) {
        text.append("\n ");
        width = 1;
      }
      text.append(width == 0 ? "" : " ").append(word);
      width += word.length() + 1;
    }
    return text.toString();
  }
}
