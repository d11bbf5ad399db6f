package io.lakehousesync.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @Test
  void escapesWhatChangesALine() {
    assertThat(Printable.escape("a\r\n\tb\0\u001b[2J\u007f\u0080\u0085\u009f\u2028\u2029"))
        .isEqualTo("a\\r\\n\\tb\\u0000\\u001b[2J\\u007f\\u0080\\u0085\\u009f\\u2028\\u2029");
    assertThat(Printable.escape("\u061c\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff"))
        .isEqualTo("\\u061c\\u200b\\u200e\\u200f\\u202a\\u202e\\u2066\\u2069\\ufeff");
    assertThat(Printable.escape("\udb40\udc41 \ud800")).isEqualTo("\\udb40\\udc41 \\ud800");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"retail.\"Bestellungen größer\"", "日本 🙂 العربية", "C:\\temp\\u00e9 'x'", ""})
  void keepsOtherCharacters(String text) {
    assertThat(Printable.escape(text)).isEqualTo(text);
  }

  @Test
  void aMessageIsOneLine() {
    assertThat(Printable.message(" no column \"c\"\r\n  Where:\u2028here\n"))
        .isEqualTo("no column \"c\" Where:\\u2028here");
    assertThat(Printable.quoted("a \"b\\\"\nc\u001b")).isEqualTo("\"a \\\"b\\\\\\\" c\\u001b\"");
  }

  /** A key can consist of spaces, and PostgreSQL quotes it in its message. */
  @Test
  void aLongMessageIsShortenedAtOnce() {
    String message = "invalid: \"" + " ".repeat(5_000_000) + "x\"";

    String printed =
        assertTimeout(Duration.ofSeconds(2), () -> Printable.message(message + "\n" + message));

    assertThat(printed).hasSize(10_000).endsWith(" … (shortened)");
    assertThat(Printable.message(printed)).isEqualTo(printed);
    assertThat(Printable.message("a  b \r\n\t c\td\n")).isEqualTo("a  b c\\td");
  }
}
