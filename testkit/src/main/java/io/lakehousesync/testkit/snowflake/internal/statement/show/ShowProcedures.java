package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.account.Schema;
import io.lakehousesync.testkit.snowflake.internal.pipeline.Procedure;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import io.lakehousesync.testkit.snowflake.internal.value.WireValues;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code SHOW PROCEDURES}. Source: docs.snowflake.com, "SHOW PROCEDURES"
 * (/en/sql-reference/sql/show-procedures).
 */
public final class ShowProcedures implements PipelineListing {
  public static final StatementSyntax SYNTAX =
      ShowPipelineObjects.syntax(ObjectKind.PROCEDURE, new ShowProcedures());

  @Override
  public List<ResultColumn> columns() {
    return List.of(
        ResultColumn.of("created_on", ResultColumn.Type.TIMESTAMP_LTZ),
        ResultColumn.text("name"),
        ResultColumn.text("schema_name"),
        ResultColumn.text("min_num_arguments"),
        ResultColumn.text("max_num_arguments"),
        ResultColumn.text("arguments"),
        ResultColumn.text("description"),
        ResultColumn.text("catalog_name"));
  }

  @Override
  public List<List<@Nullable String>> rows(Schema schema, StatementContext context) {
    return schema.pipeline().procedures().all().stream().map(ShowProcedures::row).toList();
  }

  @Override
  public ObjectName name(List<@Nullable String> row) {
    return new ObjectName(
        String.valueOf(row.get(7)), String.valueOf(row.get(2)), String.valueOf(row.get(1)));
  }

  private static List<@Nullable String> row(Procedure procedure) {
    ObjectName name = procedure.name();
    String returns = procedure.returns().name().replaceFirst("\\(.*", "");
    return Arrays.asList(
        WireValues.of(procedure.createdOn()),
        name.name(),
        name.schema(),
        "0",
        "0",
        name.name() + "() RETURN " + returns,
        procedure.comment().isEmpty() ? "user-defined procedure" : procedure.comment(),
        name.database());
  }
}
