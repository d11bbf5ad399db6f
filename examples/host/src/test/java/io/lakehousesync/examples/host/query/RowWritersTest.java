package io.lakehousesync.examples.host.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.host.query.Column.Kind;
import io.lakehousesync.examples.host.query.RowWriter.Summary;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Tests that each format shows the same values exactly. */
class RowWritersTest {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("id", Kind.NUMBER),
          new Column("name", Kind.OTHER),
          new Column("name", Kind.OTHER),
          new Column("ok", Kind.BOOLEAN));
  private static final String UNSAFE = "a\n\u001b[31m\"\u202e";

  @Test
  void textAlignsColumnsByWhatATerminalShows() {
    assertThat(written(out -> new TextRows(new Output(out, false), 0)))
        .isEqualTo(
            """
                               id | name                 | name | ok
            ----------------------+----------------------+------+------
            12345678901234567.890 | 日本                 | NULL | t
                              NaN | a\\n\\u001b[31m"\\u202e |      | FALSE
            RESULT rows=2 more=true on=heap
            """);
  }

  @Test
  void aTableThatIsWiderThanTheTerminalHasALineForEachValue() {
    assertThat(written(out -> new TextRows(new Output(out, false), 40)))
        .startsWith(
            """
            -- row 1
            id   | 12345678901234567.890
            name | 日本
            name | NULL
            ok   | t
            -- row 2
            """);
  }

  @Test
  void csvIsThatOfPostgresAndHasEscapesOnATerminalOnly() {
    String program = written(out -> new CsvRows(out, false));

    assertThat(program)
        .isEqualTo(
            """
            "id","name","name","ok"
            "12345678901234567.890","日本",,"t"
            "NaN","%s","","FALSE"
            """
                .formatted(UNSAFE.replace("\"", "\"\"")));
    assertThat(written(out -> new CsvRows(out, true)))
        .isEqualTo(
            program
                .replace("a\n", "a\\n")
                .replace("\u001b", "\\u001b")
                .replace("\u202e", "\\u202e"));
  }

  @Test
  void jsonKeepsDigitsAndNamesEachColumn() {
    assertThat(written(out -> new JsonRows(new Output(out, true))))
        .isEqualToIgnoringCase(
            """
            {"type":"row","row":{"id":12345678901234567.890,"name":"日本","name_2":null,"ok":true}}
            {"type":"row","row":{"id":"NaN","name":"a\\n\\u001b[31m\\"\\u202e","name_2":"","ok":false}}
            {"type":"result","rows":2,"more":true,"on":"heap"}
            """);
  }

  private static String written(Function<PrintStream, RowWriter> format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    RowWriter writer = format.apply(out);
    writer.begin(COLUMNS);
    writer.row(Arrays.asList("12345678901234567.890", "日本", null, "t"));
    writer.row(Arrays.asList("NaN", UNSAFE, "", "FALSE"));
    writer.end(new Summary(Side.HEAP, 2, true));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
