package io.lakehousesync.testkit.snowflake.internal.statement;

import io.lakehousesync.testkit.snowflake.internal.session.Session;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Executes SELECT. */
public interface SelectQueries {
  default Result execute(SelectText text, StatementContext context) {
    return execute(text, context, source -> {});
  }

  /** Executes a SELECT, and passes each source that it reads to {@code sources}. */
  Result execute(SelectText text, StatementContext context, Consumer<TableSource> sources);

  /** Returns the columns of a SELECT, without rows. Bind variables need no values. */
  Result describe(SelectText text, StatementContext context);

  /** Returns all columns of an Iceberg table, also those that SELECT cannot read. */
  List<TableColumn> columns(ObjectName table, StatementContext context);

  /**
   * Converts rows of the engine (DuckDB) to a result.
   *
   * @param types the engine's types by the names of the columns, in order
   * @param rows the engine's literals
   */
  Result cast(Map<String, String> types, List<List<String>> rows, Session session);
}
