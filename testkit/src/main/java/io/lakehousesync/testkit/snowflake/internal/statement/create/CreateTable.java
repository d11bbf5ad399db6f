package io.lakehousesync.testkit.snowflake.internal.statement.create;

import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.pipeline.PlainTable;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.value.DataType;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code CREATE [OR REPLACE] TABLE [IF NOT EXISTS] name (column type, …) [COMMENT = '…']}. Source:
 * docs.snowflake.com, "CREATE TABLE" (/en/sql-reference/sql/create-table). Constraints, defaults
 * and all other options are rejected.
 */
public record CreateTable(
    CreateMode mode, QualifiedName name, Map<String, DataType> columns, String comment)
    implements Statement {
  public static final StatementSyntax SYNTAX = StatementSyntax.create("TABLE", CreateTable::parse);

  public static CreateTable parse(CreateMode mode, TokenStream in) {
    QualifiedName name = QualifiedName.parse(in);
    Map<String, DataType> columns = new LinkedHashMap<>();
    in.expectSymbol("(");
    do {
      String column = in.identifier();
      if (columns.put(column, DataType.parse(in)) != null) {
        throw SnowflakeError.notSupported("duplicate column name '" + column + "'");
      }
    } while (in.acceptSymbol(","));
    in.expectSymbol(")");
    return new CreateTable(mode, name, columns, PropertyList.comment(in));
  }

  @Override
  public void authorize(StatementContext context) {
    context
        .access()
        .requireToCreate(
            "CREATE TABLE", Securable.inSchema(ObjectKind.TABLE, name.resolve(context.session())));
  }

  @Override
  public Result execute(StatementContext context) {
    ObjectName full = name.resolve(context.session());
    if (context.account().findTable(full).isPresent()) {
      throw SnowflakeError.alreadyExists(ObjectKind.TABLE, full.toString());
    }
    PlainTable table = new PlainTable(full, columns, comment, context.clock().instant());
    boolean created =
        new Creation(Securable.inSchema(ObjectKind.TABLE, full), mode)
            .on(context.account().pipeline(full).tables(), () -> table, context);
    return Creation.status(created, "Table", full.name());
  }
}
