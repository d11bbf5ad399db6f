package io.lakehousesync.testkit.snowflake;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Source: docs.snowflake.com, "SHOW PROCEDURES" (/en/sql-reference/sql/show-procedures). */
final class ShowProcedures implements PipelineListing {
  @Override
  public List<Column> columns() {
    return List.of(
        Column.of("created_on", Column.Type.TIMESTAMP_LTZ),
        Column.text("name"),
        Column.text("schema_name"),
        Column.text("min_num_arguments"),
        Column.text("max_num_arguments"),
        Column.text("arguments"),
        Column.text("description"),
        Column.text("catalog_name"));
  }

  @Override
  public List<List<@Nullable String>> rows(Schema schema, StatementContext context) {
    return schema.pipeline().procedures().all().stream().map(ShowProcedures::row).toList();
  }

  @Override
  public TableName name(List<@Nullable String> row) {
    return new TableName(
        String.valueOf(row.get(7)), String.valueOf(row.get(2)), String.valueOf(row.get(1)));
  }

  private static List<@Nullable String> row(Procedure procedure) {
    TableName name = procedure.name();
    String returns = procedure.returns().name().replaceFirst("\\(.*", "");
    return Arrays.asList(
        WireValues.of(procedure.createdOn()),
        name.table(),
        name.schema(),
        "0",
        "0",
        name.table() + "() RETURN " + returns,
        procedure.comment().isEmpty() ? "user-defined procedure" : procedure.comment(),
        name.database());
  }
}
