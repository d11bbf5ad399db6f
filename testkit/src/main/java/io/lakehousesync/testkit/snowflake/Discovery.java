package io.lakehousesync.testkit.snowflake;

import java.util.Optional;

/**
 * Finds the tables of the catalogs that databases are linked to, and registers them with
 * AUTO_REFRESH, under the names that they have there. Source: docs.snowflake.com, "Use a
 * catalog-linked database for Apache Iceberg tables"
 * (/en/user-guide/tables-iceberg-catalog-linked-database). It looks each time that it is called. A
 * table that is gone from the catalog stays.
 */
final class Discovery {
  private final StatementContext context;

  Discovery(StatementContext context) {
    this.context = context;
  }

  void run() {
    for (Database database : context.catalog().databases().all()) {
      database.link().ifPresent(link -> discover(database, link));
    }
  }

  private void discover(Database database, Database.Link link) {
    for (String table : context.catalog().managedTables()) {
      int dot = table.indexOf('.');
      if (link.allows(table.substring(0, dot))) {
        register(
            new TableName(database.name(), table.substring(0, dot), table.substring(dot + 1)),
            link,
            database);
      }
    }
  }

  private void register(TableName name, Database.Link link, Database database) {
    if (database.schemas().find(name.schema()).isEmpty()) {
      database
          .schemas()
          .create(name.schema(), Schema.create(name.schema()), CreateMode.FAIL_IF_EXISTS);
      own(Securable.schema(database.name(), name.schema()), database);
    }
    Shelf<IcebergTable> tables = database.schemas().require(name.schema()).tables();
    if (tables.find(name.table()).isEmpty()) {
      AutoRefresh auto =
          new AutoRefresh(name.schema() + "." + name.table(), true, context.clock().instant());
      ServedSnapshot first = new AutoRefresher(context).read(auto);
      tables.create(
          name.table(),
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

  /** What is discovered belongs to the owner of the database. */
  private void own(Securable object, Database database) {
    Grants grants = context.catalog().grants();
    grants.created(
        object,
        grants.owner(Securable.of(ObjectKind.DATABASE, database.name())),
        context.clock().instant());
  }
}
