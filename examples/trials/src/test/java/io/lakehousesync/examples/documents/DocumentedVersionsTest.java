package io.lakehousesync.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages name the versions with which this project is built. */
class DocumentedVersionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "postgresql-binaries.version; docs/testkit.md; | PostgreSQL | %s |",
        "postgresql.version; docs/testkit.md; | PostgreSQL JDBC driver | %s |",
        "snowflake-jdbc.version; docs/testkit.md; `net.snowflake:snowflake-jdbc` | %s |",
        "snowflake-jdbc.version; docs/how-to/test-with-the-testkit.md; <version>%s</version>",
        "snowflake-jdbc.version; docs/how-to/add-to-your-project.md; in version %s or later",
        "snowflake-jdbc.version; examples/first-program/pom.xml; <version>%s</version>",
      })
  void aPageNamesTheVersion(String property, String page, String text) throws IOException {
    Matcher version =
        Pattern.compile("<" + Pattern.quote(property) + ">(.*?)(?:\\.0)?</")
            .matcher(Files.readString(CodeBlock.PROJECT.resolve("pom.xml")));
    assertThat(version.find()).isTrue();

    assertThat(Files.readString(CodeBlock.PROJECT.resolve(page)))
        .contains(text.formatted(version.group(1)));
  }
}
