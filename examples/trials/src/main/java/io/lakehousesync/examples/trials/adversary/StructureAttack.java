package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.adversary.Partition.State;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Changes that an owner can make to a table as a whole. Each change ends its transaction. Only one
 * session at a time changes a table in this way.
 */
enum StructureAttack implements Attack {
  /**
   * Disables and enables the triggers in one transaction, so that no other session sees them
   * disabled.
   */
  TRIGGERS_OFF_IN_ONE_TRANSACTION {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      TriggersOff off = TriggersOff.of(session, relation(session, table));
      changes(session, table);
      off.putBack();
      end(session);
    }
  },
  /**
   * Disables the triggers for several transactions. Meanwhile, the other sessions write, and the
   * library refuses to copy.
   */
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
  /**
   * Truncates the table and loads its rows again with their old transaction ids, as a restore of a
   * dump does.
   */
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
  /**
   * Inserts rows from a cluster whose transaction ids were far ahead. The library then refuses to
   * copy, so only wrong variants are attacked in this way.
   */
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
  /**
   * Renames a value of an enum. This changes the text of rows without a write, and takes no lock on
   * the table.
   */
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
  /** Attaches, detaches, drops, creates or changes a partition, depending on its state. */
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

  /** Performs a random attack that the table's form permits. */
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
