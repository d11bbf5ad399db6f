package io.lakehousesync.examples.trials.adversary;

import java.sql.SQLException;

/** Changes a partition as a whole. The possible changes depend on the state of the partition. */
record PartitionAttack(Session session, Partition partition) {
  void run() throws SQLException {
    switch (partition.state(session.connection())) {
      case ATTACHED -> {
        if (session.chance(50)) {
          detach();
          change();
          if (session.chance(50)) {
            session.connection().commit();
            change();
          }
          attach();
        } else if (session.chance(50)) {
          detach();
        } else {
          drop();
        }
      }
      case DETACHED -> {
        change();
        if (session.chance(70)) {
          attach();
        } else {
          drop();
        }
      }
      case MISSING -> {
        // The rarer event comes first, so that short runs have it too.
        boolean hadOldRows = session.log().count("partition_created_with_old_rows") > 0;
        if (hadOldRows && session.chance(30)) {
          takeRowsOfDefault(false);
          partition.create(session.connection());
          session.log().add("partition_created");
        } else {
          createWithOldRows();
          attach();
        }
      }
    }
  }

  private void detach() throws SQLException {
    session.execute(
        "ALTER TABLE %s DETACH PARTITION %s".formatted(partition.parent(), partition.name()));
    session.log().add("partition_detached");
  }

  private void drop() throws SQLException {
    session.execute("DROP TABLE " + partition.name());
    session.log().add("partition_dropped");
  }

  /**
   * Attaches the partition. While the partition was detached, new rows for it went to the default
   * partition. These rows are moved to the attached partition, or deleted.
   */
  private void attach() throws SQLException {
    takeRowsOfDefault(true);
    session.execute(
        "ALTER TABLE %s ATTACH PARTITION %s %s"
            .formatted(partition.parent(), partition.name(), partition.bounds()));
    session.log().add("partition_attached");
  }

  private void takeRowsOfDefault(boolean keepThem) throws SQLException {
    String rest = partition.table().heap() + "_rest";
    boolean exists = !session.texts("SELECT to_regclass('%s')".formatted(rest)).contains(null);
    if (!exists || partition.name().equals(rest)) {
      return;
    }
    String delete = "DELETE FROM %s WHERE %s".formatted(rest, partition.within());
    session.execute(
        keepThem && session.chance(70)
            ? "WITH moved AS (%s RETURNING *) INSERT INTO %s TABLE moved ON CONFLICT DO NOTHING"
                .formatted(delete, partition.name())
            : delete);
  }

  /**
   * Creates the partition as a separate table. Its rows get a transaction id that is older than the
   * last copy.
   */
  private void createWithOldRows() throws SQLException {
    session.execute(
        partition
            .table()
            .sql("CREATE TABLE %s (LIKE {t} INCLUDING DEFAULTS INCLUDING INDEXES) %s")
            .formatted(partition.name(), partition.division()));
    if (partition.division().isEmpty()) {
      insertOldRows();
    }
    session.log().add("partition_created_with_old_rows");
  }

  /** Changes a detached partition. The library's triggers do not see these changes. */
  private void change() throws SQLException {
    AttackedTable table = partition.table();
    session.execute(
        table.sql(
            "UPDATE %s SET version = nextval('{schema}.versions'), payload = 'detached' WHERE %s"
                .formatted(partition.name(), session.someRows(table))));
    session.execute("DELETE FROM %s WHERE %s".formatted(partition.name(), session.someRows(table)));
    if (partition.division().isEmpty() && session.chance(70)) {
      insertOldRows();
    }
    session.log().add("partition_changed_alone");
  }

  private void insertOldRows() throws SQLException {
    AttackedTable table = partition.table();
    int first = session.number();
    session.execute(
        table.sql(
            "INSERT INTO %s ({columns}, sync_xid) SELECT s.*, '3'::xid8 FROM (%s) AS s ({columns}) WHERE %s ON CONFLICT DO NOTHING"
                .formatted(
                    partition.name(),
                    table.form().rows(first, first + 100, "old"),
                    partition.within())));
  }
}
