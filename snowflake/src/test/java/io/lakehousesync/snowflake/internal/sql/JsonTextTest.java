package io.lakehousesync.snowflake.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"a\":\"x\"}                       | x",
        "{\"a\" : \"s3://b/k\"}              | s3://b/k",
        "{\"a\":true}                        | true",
        "{\"a\":-1.5e3}                      | -1.5e3",
        "{\"b\":{\"c\":[1, {\"a\":\"x\"}]}}  | x",
        "{\"a\":{\"a\":\"x\"}}               | x",
        "{\"a\":\"x\",\"a\":\"y\"}           | x",
        "{\"b\":\"\\\"a\\\":1\",\"a\":2}     | 2",
        "{\"b\":\"a\",\"a\":2}               | 2",
        "{\"\\u0061\":\"x\"}                 | x",
      })
  void returnsTheFirstFieldOfThatName(String json, String value) {
    assertThat(JsonText.field(json, "a")).contains(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "{}",
        "{\"a\":null}",
        "{\"a\":{}}",
        "{\"a\":[\"x\"]}",
        "{\"b\":\"a\"}",
        "{\"a",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":\"x",
        "{\"a\":\"x\\",
        "[\"a\",\"x\"]"
      })
  void returnsNothingWithoutSuchAValue(String json) {
    assertThat(JsonText.field(json, "a")).isEmpty();
  }

  @Test
  void decodesAllEscapesOfJson() {
    String json = "{\"a\":\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u00e9 \\ud83d\\ude00\"}";
    assertThat(JsonText.field(json, "a")).contains("\" \\ / \b \f \n \r \t é \ud83d\ude00");
  }

  @Test
  void keepsWhatIsNotAnEscapeOfJson() {
    assertThat(JsonText.field("{\"a\":\"\\x \\u12 \\uzzzz\"}", "a")).contains("x u12 uzzzz");
  }

  @Test
  void returnsAllStringFields() {
    assertThat(JsonText.fields("{\"a\":\"1\\n\",\"b\":2,\"c\":{\"d\":\"3\"},\"e\":[\"4\"]}"))
        .isEqualTo(Map.of("a", "1\n", "d", "3"));
  }

  @Test
  @Timeout(20)
  void readsTextsOfAnyLengthAndDepth() {
    String text = "\\\"x".repeat(500_000);
    assertThat(JsonText.field("{\"a\":\"" + text + "\"}", "a"))
        .hasValueSatisfying(value -> assertThat(value).hasSize(1_000_000));
    assertThat(JsonText.field("{\"b\":\"" + text, "a")).isEmpty();
    assertThat(JsonText.fields("{\"b\":\"" + text)).isEmpty();
    assertThat(JsonText.field("[".repeat(1_000_000) + "{\"a\":1", "a")).contains("1");
  }
}
