package io.lakehousesync.examples.host.query;

import io.lakehousesync.text.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * Rows as PostgreSQL's {@code COPY … CSV HEADER} writes them: NULL is an empty field, and each
 * other value is in quotes. On a terminal, control characters are escapes. Elsewhere the values are
 * unchanged, because a program reads them.
 */
final class CsvRows implements RowWriter {
  private final CSVPrinter printer;
  private final UnaryOperator<String> text;

  CsvRows(PrintStream out, boolean terminal) {
    try {
      printer = new CSVPrinter(out, CSVFormat.POSTGRESQL_CSV);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    text = terminal ? Printable::escape : UnaryOperator.identity();
  }

  @Override
  public void begin(List<Column> columns) {
    print(columns.stream().map(Column::name).toList());
  }

  @Override
  public void row(List<@Nullable String> values) {
    print(values);
  }

  private void print(List<@Nullable String> values) {
    try {
      for (String value : values) {
        printer.print(value == null ? null : text.apply(value));
      }
      printer.println();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void end(Summary summary) {
    try {
      printer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
