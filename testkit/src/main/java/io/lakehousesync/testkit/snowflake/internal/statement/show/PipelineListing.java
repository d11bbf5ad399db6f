package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.account.Schema;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns and rows of SHOW for one kind of objects. The second column is the name. */
interface PipelineListing {
  List<ResultColumn> columns();

  /** Returns the rows of one schema, sorted by name. */
  List<List<@Nullable String>> rows(Schema schema, StatementContext context);

  /** Returns the full name of a row's object. */
  default ObjectName name(List<@Nullable String> row) {
    return new ObjectName(
        String.valueOf(row.get(2)), String.valueOf(row.get(3)), String.valueOf(row.get(1)));
  }

  /** Returns the columns that all listings have. */
  static List<ResultColumn> head() {
    return List.of(
        ResultColumn.of("created_on", ResultColumn.Type.TIMESTAMP_LTZ),
        ResultColumn.text("name"),
        ResultColumn.text("database_name"),
        ResultColumn.text("schema_name"),
        ResultColumn.text("owner"),
        ResultColumn.text("comment"));
  }
}
