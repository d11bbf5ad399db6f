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
 * @param parent the table to which a {@link Form#CHILD} refers; the own name for others
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

  /** Creates the heap table, then all else as the set-up of a host does. */
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
    // The archive keeps the transaction ids of the rows that were moved to it.
    run(connection, "CREATE TABLE {archive} AS TABLE {t} WITH NO DATA");
    for (Target target : targets) {
      // These stay when a table is dropped by hand.
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
