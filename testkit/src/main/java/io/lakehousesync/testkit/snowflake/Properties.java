package io.lakehousesync.testkit.snowflake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of DESCRIBE for an object that shows its properties as rows. */
final class Properties {
  private final List<Column> columns;
  private final List<List<@Nullable String>> rows = new ArrayList<>();

  Properties(String... columns) {
    this.columns = Arrays.stream(columns).map(Column::text).toList();
  }

  /** With the columns that integrations have. */
  static Properties ofIntegration() {
    return new Properties("property", "property_type", "property_value", "property_default");
  }

  Properties add(@Nullable String... values) {
    rows.add(Arrays.asList(values));
    return this;
  }

  Result result() {
    return new Result(Result.Kind.DESCRIBE, columns, rows);
  }
}
