package io.lakehousesync.testkit.snowflake;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code CREATE [OR REPLACE] TABLE [IF NOT EXISTS] name (column type, …) [COMMENT = '…']}. Source:
 * docs.snowflake.com, "CREATE TABLE" (/en/sql-reference/sql/create-table). Constraints, defaults
 * and everything else are refused.
 */
record CreateTable(
    CreateMode mode, QualifiedName name, Map<String, DataType> columns, String comment)
    implements Statement {
  static CreateTable parse(CreateMode mode, TokenStream in) {
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
            "CREATE TABLE", Securable.inSchema(ObjectKind.TABLE, name.table(context.session())));
  }

  @Override
  public Result execute(StatementContext context) {
    TableName full = name.table(context.session());
    if (context.catalog().findTable(full).isPresent()) {
      throw SnowflakeError.alreadyExists(ObjectKind.TABLE, full.toString());
    }
    PlainTable table = new PlainTable(full, columns, comment, context.clock().instant());
    boolean created =
        new Creation(Securable.inSchema(ObjectKind.TABLE, full), mode)
            .on(context.catalog().pipeline(full).tables(), () -> table, context);
    return Creation.status(created, "Table", full.table());
  }
}
