package io.lakehousesync.examples.host.query;

import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows in aligned columns. If the columns do not fit on the terminal, each value has a line of its
 * own. Values are never cut off. Control characters are escapes, and NULL is the word NULL. Keeps
 * all rows in memory until the end, because their widths are needed.
 */
final class TextRows implements RowWriter {
  private static final String BETWEEN = " | ";

  private final Output output;
  private final int terminal;
  private final List<List<String>> rows = new ArrayList<>();
  private List<Column> columns = List.of();

  /**
   * Creates a writer.
   *
   * @param terminal the width of the terminal in columns; 0 if the output is not a terminal
   */
  TextRows(Output output, int terminal) {
    this.output = output;
    this.terminal = terminal;
  }

  @Override
  public void begin(List<Column> columns) {
    this.columns =
        columns.stream()
            .map(column -> new Column(Printable.escape(column.name()), column.kind()))
            .toList();
  }

  @Override
  public void row(List<@Nullable String> values) {
    rows.add(
        values.stream().map(value -> value == null ? "NULL" : Printable.escape(value)).toList());
  }

  @Override
  public void end(Summary summary) {
    List<Integer> widths = IntStream.range(0, columns.size()).mapToObj(this::width).toList();
    int line =
        widths.stream().mapToInt(Integer::intValue).sum() + BETWEEN.length() * (widths.size() - 1);
    if (terminal > 0 && line > terminal) {
      writeVertically();
    } else {
      writeAligned(widths);
    }
    output.result(
        JsonFields.of("rows", summary.rows())
            .and("more", summary.more())
            .and("on", summary.side().toString()));
  }

  private int width(int column) {
    return Stream.concat(
            Stream.of(columns.get(column).name()), rows.stream().map(row -> row.get(column)))
        .mapToInt(DisplayWidth::of)
        .max()
        .orElse(0);
  }

  private void writeAligned(List<Integer> widths) {
    output.text(line(columns.stream().map(Column::name).toList(), widths));
    output.text(widths.stream().map("-"::repeat).collect(Collectors.joining("-+-")));
    rows.forEach(row -> output.text(line(row, widths)));
  }

  private String line(List<String> values, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      String padding = " ".repeat(widths.get(i) - DisplayWidth.of(values.get(i)));
      line.append(i == 0 ? "" : BETWEEN)
          .append(
              columns.get(i).kind() == Column.Kind.NUMBER
                  ? padding + values.get(i)
                  : values.get(i) + padding);
    }
    return line.toString().stripTrailing();
  }

  private void writeVertically() {
    int names = columns.stream().mapToInt(column -> DisplayWidth.of(column.name())).max().orElse(0);
    for (int row = 0; row < rows.size(); row++) {
      output.text("-- row %d".formatted(row + 1));
      for (int i = 0; i < columns.size(); i++) {
        String name = columns.get(i).name();
        output.text(
            name + " ".repeat(names - DisplayWidth.of(name)) + BETWEEN + rows.get(row).get(i));
      }
    }
  }
}
