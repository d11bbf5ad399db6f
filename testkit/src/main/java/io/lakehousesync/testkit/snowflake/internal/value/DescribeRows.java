package io.lakehousesync.testkit.snowflake.internal.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of DESCRIBE for an object that shows its properties as rows. */
public final class DescribeRows {
  private final List<ResultColumn> columns;
  private final List<List<@Nullable String>> rows = new ArrayList<>();

  public DescribeRows(String... columns) {
    this.columns = Arrays.stream(columns).map(ResultColumn::text).toList();
  }

  /** Creates a result with the columns of integrations. */
  public static DescribeRows ofIntegration() {
    return new DescribeRows("property", "property_type", "property_value", "property_default");
  }

  public DescribeRows add(@Nullable String... values) {
    rows.add(Arrays.asList(values));
    return this;
  }

  public Result result() {
    return new Result(Result.Kind.DESCRIBE, columns, rows);
  }
}
