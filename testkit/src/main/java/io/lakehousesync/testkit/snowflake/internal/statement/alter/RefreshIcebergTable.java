package io.lakehousesync.testkit.snowflake.internal.statement.alter;

import io.lakehousesync.testkit.snowflake.internal.account.AutoRefresh;
import io.lakehousesync.testkit.snowflake.internal.account.IcebergTable;
import io.lakehousesync.testkit.snowflake.internal.autorefresh.AutoRefresher;
import io.lakehousesync.testkit.snowflake.internal.grant.Access;
import io.lakehousesync.testkit.snowflake.internal.grant.Grant;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.QualifiedName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.sql.TokenStream;
import io.lakehousesync.testkit.snowflake.internal.statement.Statement;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementSyntax;
import io.lakehousesync.testkit.snowflake.internal.storage.MetadataPath;
import io.lakehousesync.testkit.snowflake.internal.storage.ServedSnapshot;
import io.lakehousesync.testkit.snowflake.internal.storage.StorageLocation;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.util.Optional;

/**
 * {@code ALTER ICEBERG TABLE [IF EXISTS] name REFRESH ['path']}.
 *
 * <p>Source: docs.snowflake.com, "ALTER ICEBERG TABLE … REFRESH"
 * (/en/sql-reference/sql/alter-iceberg-table-refresh). For files in object storage the path is
 * required. A table of another catalog has no path: REFRESH serves the current snapshot of the
 * catalog. Source: "Automatically refresh Apache Iceberg tables"
 * (/en/user-guide/tables-iceberg-auto-refresh). A bind variable is not allowed.
 *
 * <p>In the stand-in, a refresh inside a transaction or with AUTOCOMMIT off is an error. This is
 * stricter than Snowflake, which commits the refresh on its own even inside an explicit transaction
 * ("Transactions and Apache Iceberg tables", /en/user-guide/tables-iceberg-transactions). A client
 * that expects a rollback to undo the refresh therefore fails.
 */
public record RefreshIcebergTable(boolean ifExists, QualifiedName name, Optional<String> path)
    implements Statement {
  public static final StatementSyntax SYNTAX =
      StatementSyntax.of(RefreshIcebergTable::parse, "ALTER ICEBERG TABLE");

  static Statement parse(TokenStream in) {
    boolean ifExists = in.accept("IF", "EXISTS");
    QualifiedName name = QualifiedName.parse(in);
    if (in.accept("SET")) {
      return SetAutoRefresh.parse(ifExists, name, in);
    }
    in.expect("REFRESH");
    return new RefreshIcebergTable(
        ifExists,
        name,
        in.atEnd() || in.peek().isSymbol(";") ? Optional.empty() : Optional.of(in.string()));
  }

  /** Needs OWNERSHIP of the table, and USAGE on its external volume and catalog integration. */
  @Override
  public void authorize(StatementContext context) {
    ObjectName table = name.resolve(context.session());
    Access access = context.access();
    if (ifExists && !access.finds(Securable.table(table))) {
      return;
    }
    access.requireOwnership(Securable.table(table));
    IcebergTable found = context.account().requireTable(table);
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
    ObjectName table = name.resolve(context.session());
    if (ifExists && !context.access().finds(Securable.table(table))) {
      return Result.ddl("Statement executed successfully, table did not exist.");
    }
    IcebergTable found = context.account().requireTable(table);
    if (path.isPresent()) {
      found.refresh(() -> read(path.get(), found, context), context.clock(), context.queryId());
    } else {
      AutoRefresh auto =
          found
              .autoRefresh()
              .orElseThrow(
                  () -> SnowflakeError.metadataPath("", "the table " + table + " needs a path"));
      found.refreshFromCatalog(
          new AutoRefresher(context).read(auto), context.clock(), context.queryId());
    }
    return Result.ddl("Statement executed successfully.");
  }

  private static ServedSnapshot read(String path, IcebergTable table, StatementContext context) {
    StorageLocation volume =
        context.account().externalVolumes().require(table.externalVolume()).location();
    context.account().catalogIntegrations().require(table.catalogIntegration());
    return context.metadata().read(MetadataPath.resolve(path, volume), volume);
  }
}
