package io.lakehousesync.examples.host.query;

import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows as JSON objects, one per line, and the result as the last object. A number has all digits of
 * the database. NaN and infinity are strings, because JSON has no numbers for them.
 */
final class JsonRows implements RowWriter {
  private final Output output;
  private List<Column> columns = List.of();
  private List<String> names = List.of();

  /** Creates a writer. The output must write JSON. */
  JsonRows(Output output) {
    this.output = output;
  }

  @Override
  public void begin(List<Column> columns) {
    this.columns = columns;
    this.names = distinct(columns);
  }

  /**
   * Returns the names of the fields. The second column {@code id} becomes {@code id_2}, because an
   * object has each field once.
   */
  private static List<String> distinct(List<Column> columns) {
    List<String> names = new ArrayList<>();
    for (Column column : columns) {
      String name = column.name();
      for (int i = 2; names.contains(name); i++) {
        name = column.name() + "_" + i;
      }
      names.add(name);
    }
    return names;
  }

  @Override
  public void row(List<@Nullable String> values) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      row.put(names.get(i), value(values.get(i), columns.get(i).kind()));
    }
    output.object(JsonFields.of("type", "row").and("row", row).map());
  }

  private static @Nullable Object value(@Nullable String text, Column.Kind kind) {
    if (text == null) {
      return null;
    }
    return switch (kind) {
      case NUMBER -> number(text);
      case BOOLEAN -> bool(text);
      case OTHER -> text;
    };
  }

  private static Object number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      // NaN, infinity, or an amount of money.
      return text;
    }
  }

  private static Object bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "t", "true" -> true;
      case "f", "false" -> false;
      // A bit string, which has the same type in JDBC.
      default -> text;
    };
  }

  @Override
  public void end(Summary summary) {
    output.result(
        JsonFields.of("rows", summary.rows())
            .and("more", summary.more())
            .and("on", summary.side().toString()));
  }
}
