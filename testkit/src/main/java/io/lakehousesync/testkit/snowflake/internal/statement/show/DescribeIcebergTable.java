package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code DESCRIBE | DESC ICEBERG TABLE name}: one row for each column. Source: docs.snowflake.com,
 * "DESCRIBE ICEBERG TABLE" (/en/sql-reference/sql/desc-iceberg-table). The result has only the
 * columns for which the stand-in has a value, and no type.
 */
public record DescribeIcebergTable(QualifiedName name) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(
          DescribeIcebergTable::parse, "DESCRIBE ICEBERG TABLE", "DESC ICEBERG TABLE");

  private static final List<ResultColumn> COLUMNS =
      List.of(ResultColumn.text("name"), ResultColumn.text("kind"));

  static DescribeIcebergTable parse(TokenStream in) {
    return new DescribeIcebergTable(QualifiedName.parse(in));
  }

  /** Needs SELECT or OWNERSHIP. */
  @Override
  public void authorize(StatementContext context) {
    context.access().require(Securable.table(name.resolve(context.session())), "SELECT");
  }

  @Override
  public Result execute(StatementContext context) {
    ObjectName table = name.resolve(context.session());
    return new Result(
        Result.Kind.DESCRIBE,
        COLUMNS,
        context.queries().columns(table, context).stream()
            .map(column -> Arrays.<@Nullable String>asList(column, "COLUMN"))
            .toList());
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(Result.Kind.DESCRIBE, COLUMNS, List.of());
  }
}
