package io.lakehousesync.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PrintableThrowableTest {
  @Test
  void aRowInTheMessageOfACauseForgesNoLine() {
    Throwable original =
        new IllegalStateException(
            "Copy failed",
            new SQLException("invalid: \"\u2028[main] INFO forged\nsecond\"", "22P02"));

    StringWriter text = new StringWriter();
    PrintableThrowable.of(original).printStackTrace(new PrintWriter(text, true));

    assertThat(text.toString().lines())
        .allMatch(
            line ->
                line.startsWith("\t")
                    || line.contains("Copy failed")
                    || line.startsWith("Caused by: "))
        .anyMatch(
            line ->
                line.contains(
                    "java.sql.SQLException: invalid: \"\\u2028[main] INFO forged second\""))
        .noneMatch(line -> line.contains("\u2028"));
  }

  @Test
  void aCycleOfCausesEnds() {
    IllegalStateException one = new IllegalStateException("one");
    one.initCause(new IllegalStateException("two", one));

    assertThat(PrintableThrowable.of(one)).hasMessageContaining("one");
  }
}
