package io.lakehousesync.testkit.snowflake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds the columns and rows of SHOW: what all kinds share first, then the kind's own. */
final class ListingRow {
  private ListingRow() {}

  static List<Column> columns(String... own) {
    return Stream.concat(PipelineListing.head().stream(), Arrays.stream(own).map(Column::text))
        .toList();
  }

  static List<@Nullable String> of(
      ObjectKind kind,
      StatementContext context,
      Instant createdOn,
      TableName name,
      String comment,
      @Nullable String... own) {
    List<@Nullable String> row = new ArrayList<>();
    row.add(WireValues.of(createdOn));
    row.add(name.table());
    row.add(name.database());
    row.add(name.schema());
    row.add(context.catalog().grants().owner(Securable.inSchema(kind, name)));
    row.add(comment);
    row.addAll(Arrays.asList(own));
    return row;
  }
}
