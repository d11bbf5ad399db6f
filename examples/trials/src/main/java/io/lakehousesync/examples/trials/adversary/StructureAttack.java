package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.adversary.Partition.State;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What a session with the rights of an owner can do to a table as a whole, each with the end of its
 * transaction. One session does it to a table at a time.
 */
enum StructureAttack implements Attack {
  /** One transaction disables and enables, so that no other session sees the triggers disabled. */
  TRIGGERS_OFF_IN_ONE_TRANSACTION {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      TriggersOff off = TriggersOff.of(session, relation(session, table));
      changes(session, table);
      off.putBack();
      end(session);
    }
  },
  /** The other sessions write while the triggers are disabled, and copies are refused. */
  TRIGGERS_OFF_FOR_A_WHILE {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      TriggersOff off = TriggersOff.of(session, relation(session, table));
      session.connection().commit();
      try {
        changes(session, table);
        session.connection().commit();
        changes(session, table);
        session.connection().commit();
      } finally {
        off.putBackWhatever();
      }
    }
  },
  VACUUM_FULL {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      String relation = relation(session, table);
      session.connection().setAutoCommit(true);
      try {
        session.execute("VACUUM FULL " + relation);
      } finally {
        session.connection().setAutoCommit(false);
      }
    }
  },
  /** Truncates and loads the rows again, with their old transaction ids, as a dump does. */
  RELOAD {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      byte[] rows = session.copyOut(table.sql("SELECT * FROM {t}"));
      boolean triggersOff = session.chance(50);
      TriggersOff off = triggersOff ? TriggersOff.of(session, table.heap()) : null;
      session.execute(table, "TRUNCATE {t} CASCADE");
      session.copyIn(table.heap(), rows);
      if (off != null) {
        off.putBack();
      }
      end(session);
    }
  },
  /** Rows from a cluster that was far ahead. Never a part of a right run, which it stops. */
  RESTORE_FROM_ANOTHER_CLUSTER {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      TriggersOff off = TriggersOff.of(session, table.heap());
      int first = session.number();
      session.execute(
          table,
          "INSERT INTO {t} ({columns}, sync_xid) SELECT s.*, '900000000000'::xid8 FROM (%s) AS s ON CONFLICT DO NOTHING"
              .formatted(table.form().rows(first, first + 50, "restored")));
      off.putBack();
      session.connection().commit();
    }
  },
  /** Changes the text of rows without a write. Takes no lock on the table. */
  RENAME_VALUE {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      String type = table.sql("{t}_mood");
      String value =
          session.oneOf(session.texts("SELECT unnest(enum_range(NULL::%s))".formatted(type)));
      session.execute(
          "ALTER TYPE %s RENAME VALUE '%s' TO 'm%d'"
              .formatted(type, value, session.random().nextInt()));
      end(session);
    }
  },
  TRUNCATE_PARTITION {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      RowAttack.INSERT.run(session, table);
      session.execute("TRUNCATE " + relation(session, table));
      if (session.chance(50)) {
        RowAttack.INSERT.run(session, table);
      }
      end(session);
    }
  },
  /** Attaches, detaches, drops, creates and changes a partition, whatever is possible now. */
  PARTITION {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      Partition partition = session.oneOf(Partition.of(table));
      if (!session.texts("SELECT to_regclass('%s')".formatted(partition.parent())).contains(null)) {
        new PartitionAttack(session, partition).run();
      }
      end(session);
    }
  };

  /** Does one of the attacks that the table's form permits. */
  static void any(Session session, AttackedTable table) throws SQLException {
    List<StructureAttack> possible =
        new ArrayList<>(
            List.of(
                TRIGGERS_OFF_IN_ONE_TRANSACTION, TRIGGERS_OFF_FOR_A_WHILE, VACUUM_FULL, RELOAD));
    if (table.form().partitioned()) {
      possible.addAll(Collections.nCopies(2, TRUNCATE_PARTITION));
      possible.addAll(Collections.nCopies(4, PARTITION));
    } else if (table.form() == Form.NUMERIC) {
      possible.add(RENAME_VALUE);
    }
    StructureAttack attack = session.oneOf(possible);
    attack.run(session, table);
    session.log().add(attack.name().toLowerCase(Locale.ROOT));
  }

  private static void changes(Session session, AttackedTable table) throws SQLException {
    if (session.chance(15)) {
      session.execute("SET LOCAL session_replication_role = replica");
    }
    for (int i = 0; i < 3; i++) {
      RowAttack.any(session, table);
    }
  }

  private static void end(Session session) throws SQLException {
    if (session.chance(15)) {
      session.connection().rollback();
      session.log().add("structure_rolled_back");
    } else {
      session.connection().commit();
    }
  }

  /** Returns the table, or one of its attached partitions. */
  private static String relation(Session session, AttackedTable table) throws SQLException {
    if (table.form().partitioned() && session.chance(70)) {
      Partition partition = session.oneOf(Partition.of(table));
      if (partition.state(session.connection()) == State.ATTACHED) {
        return partition.name();
      }
    }
    return table.heap();
  }
}
