package io.lakehousesync.testkit.snowflake.internal.integration;

import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import io.lakehousesync.testkit.snowflake.internal.value.WireValues;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network rule. The stand-in does not enforce it. */
public record NetworkRule(String type, String mode, List<String> values, String comment)
    implements Describable {
  public NetworkRule {
    values = List.copyOf(values);
  }

  private static final List<ResultColumn> COLUMNS =
      List.of(
          ResultColumn.of("created_on", ResultColumn.Type.TIMESTAMP_LTZ),
          ResultColumn.text("name"),
          ResultColumn.text("database_name"),
          ResultColumn.text("schema_name"),
          ResultColumn.text("owner"),
          ResultColumn.text("comment"),
          ResultColumn.text("type"),
          ResultColumn.text("mode"),
          ResultColumn.text("value_list"));

  /**
   * Returns one row, with a column for each property. Source: docs.snowflake.com, "DESCRIBE NETWORK
   * RULE" (/en/sql-reference/sql/desc-network-rule).
   */
  @Override
  public Result describe(Securable self, Grants grants, Instant now) {
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
