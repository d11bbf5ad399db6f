package io.lakehousesync.testkit.snowflake;

/**
 * {@code ALTER ICEBERG TABLE [IF EXISTS] name REFRESH 'path'}.
 *
 * <p>Source: docs.snowflake.com, "ALTER ICEBERG TABLE … REFRESH"
 * (/en/sql-reference/sql/alter-iceberg-table-refresh). The path is optional in its grammar because
 * other catalogs have none; for files in object storage it is needed, and missing it is a syntax
 * error here. It takes no bind variable.
 *
 * <p>A refresh inside a transaction, or with AUTOCOMMIT off, is an error here. That is stricter
 * than "Transactions and Apache Iceberg tables" (/en/user-guide/tables-iceberg-transactions), by
 * which Snowflake commits the refresh on its own even inside an explicit transaction: a client that
 * believes a rollback undoes it is wrong, and finds out here.
 */
record RefreshIcebergTable(boolean ifExists, QualifiedName name, String path) implements Statement {
  static Statement parse(TokenStream in) {
    boolean ifExists = in.accept("IF", "EXISTS");
    QualifiedName name = QualifiedName.parse(in);
    if (in.accept("SET")) {
      return SetAutoRefresh.parse(ifExists, name, in);
    }
    in.expect("REFRESH");
    return new RefreshIcebergTable(ifExists, name, in.string());
  }

  /** Needs OWNERSHIP of the table, and USAGE on its external volume and catalog integration. */
  @Override
  public void authorize(StatementContext context) {
    TableName table = name.table(context.session());
    Access access = context.access();
    if (ifExists && !access.finds(Securable.table(table))) {
      return;
    }
    access.requireOwnership(Securable.table(table));
    IcebergTable found = context.catalog().requireTable(table);
    if (found.autoRefresh().isEmpty()) {
      access.require(Securable.of(ObjectKind.EXTERNAL_VOLUME, found.externalVolume()), Grant.USAGE);
    }
    access.require(
        Securable.of(ObjectKind.CATALOG_INTEGRATION, found.catalogIntegration()), Grant.USAGE);
  }

  @Override
  public Result execute(StatementContext context) {
    if (context.session().isTransactional()) {
      throw SnowflakeError.inTransaction();
    }
    TableName table = name.table(context.session());
    if (ifExists && !context.access().finds(Securable.table(table))) {
      return Result.ddl("Statement executed successfully, table did not exist.");
    }
    context.catalog().requireTable(table).refresh(path, context);
    return Result.ddl("Statement executed successfully.");
  }
}
