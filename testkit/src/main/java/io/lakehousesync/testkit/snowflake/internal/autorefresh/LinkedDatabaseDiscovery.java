package io.lakehousesync.testkit.snowflake.internal.autorefresh;

import io.lakehousesync.testkit.snowflake.internal.account.AutoRefresh;
import io.lakehousesync.testkit.snowflake.internal.account.CreateMode;
import io.lakehousesync.testkit.snowflake.internal.account.Database;
import io.lakehousesync.testkit.snowflake.internal.account.IcebergTable;
import io.lakehousesync.testkit.snowflake.internal.account.NamedObjects;
import io.lakehousesync.testkit.snowflake.internal.account.Schema;
import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectKind;
import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.statement.StatementContext;
import io.lakehousesync.testkit.snowflake.internal.storage.ServedSnapshot;
import java.util.Optional;

/**
 * Finds the tables in the catalogs of linked databases. Registers each table with AUTO_REFRESH,
 * under the name that the table has in the catalog. Source: docs.snowflake.com, "Use a
 * catalog-linked database for Apache Iceberg tables"
 * (/en/user-guide/tables-iceberg-catalog-linked-database). A table that is deleted from the catalog
 * stays registered.
 */
public final class LinkedDatabaseDiscovery {
  private final StatementContext context;

  public LinkedDatabaseDiscovery(StatementContext context) {
    this.context = context;
  }

  public void run() {
    for (Database database : context.account().databases().all()) {
      database.link().ifPresent(link -> discover(database, link));
    }
  }

  private void discover(Database database, Database.Link link) {
    for (String table : context.account().managedTables()) {
      int dot = table.indexOf('.');
      if (link.allows(table.substring(0, dot))) {
        register(
            new ObjectName(database.name(), table.substring(0, dot), table.substring(dot + 1)),
            link,
            database);
      }
    }
  }

  private void register(ObjectName name, Database.Link link, Database database) {
    if (database.schemas().find(name.schema()).isEmpty()) {
      database
          .schemas()
          .create(name.schema(), Schema.create(name.schema()), CreateMode.FAIL_IF_EXISTS);
      own(Securable.schema(database.name(), name.schema()), database);
    }
    NamedObjects<IcebergTable> tables = database.schemas().require(name.schema()).tables();
    if (tables.find(name.name()).isEmpty()) {
      AutoRefresh auto =
          new AutoRefresh(name.schema() + "." + name.name(), true, context.clock().instant());
      ServedSnapshot first = new AutoRefresher(context).read(auto);
      tables.create(
          name.name(),
          new IcebergTable(
              name,
              "",
              link.integration(),
              "",
              new IcebergTable.Refresh(context.clock().instant(), context.queryId(), first),
              Optional.of(auto)),
          CreateMode.FAIL_IF_EXISTS);
      own(Securable.table(name), database);
    }
  }

  /** Gives a discovered object to the owner of the database. */
  private void own(Securable object, Database database) {
    Grants grants = context.account().grants();
    grants.created(
        object,
        grants.owner(Securable.of(ObjectKind.DATABASE, database.name())),
        context.clock().instant());
  }
}
