package io.lakehousesync.testkit.snowflake.internal.statement.show;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.statement.TableColumn;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import io.lakehousesync.testkit.snowflake.internal.value.ResultColumn;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code DESCRIBE | DESC [ICEBERG] TABLE name}: one row for each column of an Iceberg table.
 * Source: docs.snowflake.com, "DESCRIBE ICEBERG TABLE" (/en/sql-reference/sql/desc-iceberg-table).
 * The result has no columns for policies and privacy domains. Plain tables and {@code TYPE = STAGE}
 * are rejected.
 */
public record DescribeIcebergTable(QualifiedName name) implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(
          DescribeIcebergTable::parse,
          "DESCRIBE ICEBERG TABLE",
          "DESC ICEBERG TABLE",
          "DESCRIBE TABLE",
          "DESC TABLE");

  private static final List<ResultColumn> COLUMNS =
      Stream.of(
              "name",
              "type",
              "source iceberg type",
              "kind",
              "null?",
              "default",
              "primary key",
              "unique key",
              "check",
              "expression",
              "comment")
          .map(ResultColumn::text)
          .toList();

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
        context.queries().columns(table, context).stream().map(DescribeIcebergTable::row).toList());
  }

  private static List<@Nullable String> row(TableColumn column) {
    return Arrays.asList(
        column.name(),
        column.type(),
        column.sourceType(),
        "COLUMN",
        column.nullable() ? "Y" : "N",
        null,
        "N",
        "N",
        null,
        null,
        column.comment());
  }

  @Override
  public Result describe(StatementContext context) {
    return new Result(Result.Kind.DESCRIBE, COLUMNS, List.of());
  }
}
