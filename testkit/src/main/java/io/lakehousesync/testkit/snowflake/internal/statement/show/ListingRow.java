package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import io.lakehousesync.testkit.snowflake.internal.value.WireValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds the columns and rows of SHOW: first the columns that all kinds have, then the columns of
 * one kind.
 */
final class ListingRow {
  private ListingRow() {}

  static List<ResultColumn> columns(String... own) {
    return Stream.concat(
            PipelineListing.head().stream(), Arrays.stream(own).map(ResultColumn::text))
        .toList();
  }

  static List<@Nullable String> of(
      ObjectKind kind,
      StatementContext context,
      Instant createdOn,
      ObjectName name,
      String comment,
      @Nullable String... own) {
    List<@Nullable String> row = new ArrayList<>();
    row.add(WireValues.of(createdOn));
    row.add(name.name());
    row.add(name.database());
    row.add(name.schema());
    row.add(context.account().grants().owner(Securable.inSchema(kind, name)));
    row.add(comment);
    row.addAll(Arrays.asList(own));
    return row;
  }
}
