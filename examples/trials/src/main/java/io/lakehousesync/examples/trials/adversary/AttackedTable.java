package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.TableProfile.Expectation;
import io.lakehousesync.examples.trials.workload.WorkloadDatabase;
import io.lakehousesync.examples.trials.workload.WorkloadTable;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A heap table under attack, with its targets.
 *
 * @param name the table's name without schema
 * @param parent the table to which a table of the form {@link Form#CHILD} refers; for other forms,
 *     the table's own name
 */
record AttackedTable(
    String schema, String name, Form form, String parent, List<Target> targets, DataSource postgres)
    implements WorkloadTable {

  /** Returns the table's qualified name. */
  String heap() {
    return schema + "." + name;
  }

  /** Returns a statement on this table. */
  String sql(String template) {
    return template
        .replace("{t}", heap())
        .replace("{archive}", heap() + "_archive")
        .replace("{parent}", schema + "." + parent)
        .replace("{columns}", form.columns())
        .replace("{key}", String.join(", ", form.key()))
        .replace("{schema}", schema);
  }

  List<SyncTable> syncTables() {
    return targets.stream().map(Target::table).toList();
  }

  @Override
  public TableProfile profile() {
    return new TableProfile(
        schema, name, Expectation.KEEPS, WriteMode.UPSERT, TableProfile.PLAIN, Set.of());
  }

  /**
   * Creates the heap table, then creates all other objects with the same set-up that a host uses.
   */
  @Override
  public void create(Connection connection) throws SQLException {
    run(connection, "CREATE SEQUENCE IF NOT EXISTS {schema}.versions");
    for (String statement : form.create()) {
      run(connection, statement);
    }
    for (Partition partition : Partition.of(this)) {
      partition.create(connection);
    }
    run(connection, "INSERT INTO {t} ({columns}) " + form.rows(0, 200, "before"));
    PgLakeSetup.of(postgres).apply(syncTables());
    // The archive has all columns, so that rows that are moved to it keep their transaction ids.
    run(connection, "CREATE TABLE {archive} AS TABLE {t} WITH NO DATA");
    for (Target target : targets) {
      // If a table is dropped by hand, its rows in these tables stay.
      for (String ours : List.of("checkpoint", "leaf")) {
        WorkloadDatabase.execute(
            connection,
            "DELETE FROM lakehouse_sync.%s WHERE target = '%s'"
                .formatted(ours, target.table().target()));
      }
    }
  }

  @Override
  public void forget() throws SQLException {
    try (Connection connection = postgres.getConnection()) {
      if (WorkloadDatabase.exists(connection, "to_regclass('%s')".formatted(heap()))) {
        PgLakeSetup.of(postgres).teardown(syncTables());
      }
    }
  }

  private void run(Connection connection, String template) throws SQLException {
    WorkloadDatabase.execute(connection, sql(template));
  }
}
