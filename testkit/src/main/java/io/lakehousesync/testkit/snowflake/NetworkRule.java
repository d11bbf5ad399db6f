package io.lakehousesync.testkit.snowflake;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network rule. Nothing in the stand-in applies it. */
record NetworkRule(String type, String mode, List<String> values, String comment)
    implements Describable {
  NetworkRule {
    values = List.copyOf(values);
  }

  private static final List<Column> COLUMNS =
      List.of(
          Column.of("created_on", Column.Type.TIMESTAMP_LTZ),
          Column.text("name"),
          Column.text("database_name"),
          Column.text("schema_name"),
          Column.text("owner"),
          Column.text("comment"),
          Column.text("type"),
          Column.text("mode"),
          Column.text("value_list"));

  /**
   * One row, with a column for each property. Source: docs.snowflake.com, "DESCRIBE NETWORK RULE"
   * (/en/sql-reference/sql/desc-network-rule).
   */
  @Override
  public Result describe(Securable self, StatementContext context) {
    Grants grants = context.catalog().grants();
    List<@Nullable String> row =
        Arrays.asList(
            WireValues.of(grants.createdOn(self)),
            self.last(),
            self.path().get(0),
            self.path().get(1),
            grants.owner(self),
            comment,
            type,
            mode,
            String.join(",", values));
    return new Result(Result.Kind.DESCRIBE, COLUMNS, List.of(row));
  }
}
