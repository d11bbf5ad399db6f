package io.lakehousesync.examples.trials.adversary;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Changes that a transaction can make to the rows of a table. */
@SuppressWarnings("ImmutableEnumChecker") // The lists are made by List.of, and never change.
enum RowAttack implements Attack {
  INSERT(20) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      session.execute(
          table, "INSERT INTO {t} ({columns}) %s".formatted(rows(session, table)) + SKIP);
    }
  },
  UPDATE(20) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      session.execute(table, UPDATED + " WHERE " + session.someRows(table));
    }
  },
  DELETE(10) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      session.execute(table, "DELETE FROM {t} WHERE " + session.someRows(table));
    }
  },
  /** Changes the key but not the version, so that only the key shows that this is another row. */
  CHANGE_KEY(8) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      session.execute(
          table,
          "UPDATE {t} SET id = CASE WHEN id < %1$d THEN id + %1$d ELSE id - %1$d END WHERE %2$s"
              .formatted(SHIFT, session.someRows(table)));
    }
  },
  SWAP_KEYS(5) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      String a = table.form().id(1 + session.number());
      String b = table.form().id(1 + session.number());
      session.execute(table, "UPDATE {t} SET id = -id WHERE id IN (%s, %s)".formatted(a, b));
      session.execute(
          table,
          "UPDATE {t} SET id = CASE id WHEN -%1$s THEN %2$s ELSE %1$s END WHERE id IN (-%1$s, -%2$s)"
              .formatted(a, b));
    }
  },
  CHANGE_KEY_AND_BACK(5) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      session.execute(table, "UPDATE {t} SET id = id + 9000 WHERE " + session.someRows(table));
      if (session.chance(30)) {
        session.execute(table, UPDATED + " WHERE id >= 9000");
      }
      session.execute(table, "UPDATE {t} SET id = id - 9000 WHERE id >= 9000");
    }
  },
  ON_CONFLICT(8) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      session.execute(
          table,
          "INSERT INTO {t} ({columns}) %s".formatted(rows(session, table))
              + " ON CONFLICT ({key}) DO UPDATE SET version = EXCLUDED.version, payload = 'conflict'");
    }
  },
  MERGE(6) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      List<String> key = table.form().key();
      List<String> columns = List.of(table.form().columns().split(", "));
      session.execute(
          table,
          """
          MERGE INTO {t} AS t USING (%s) AS s (%s) ON %s
          WHEN MATCHED AND t.version %% 3 = 0 THEN DELETE
          WHEN MATCHED THEN UPDATE SET version = s.version, payload = 'merged'
          WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)"""
              .formatted(
                  rows(session, table),
                  table.form().columns(),
                  String.join(" AND ", key.stream().map("t.%1$s = s.%1$s"::formatted).toList()),
                  table.form().columns(),
                  String.join(", ", columns.stream().map("s."::concat).toList())));
    }
  },
  COPY(5) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      // Only copies rows with new keys, because COPY cannot skip rows whose keys exist.
      String query =
          "SELECT * FROM (%s) AS s (%s) WHERE NOT EXISTS (SELECT FROM {t} AS t WHERE t.id = s.id)"
              .formatted(rows(session, table), table.form().columns());
      byte[] rows = session.copyOut(table.sql(query));
      session.copyIn(table.sql("{t} ({columns})"), rows);
    }
  },
  /** Inserts rows with an old transaction id, as a restore of single rows does. */
  INSERT_WITH_OLD_ID(6) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      session.execute(
          table,
          "INSERT INTO {t} ({columns}, sync_xid) SELECT s.*, '3'::xid8 FROM (%s) AS s"
                  .formatted(rows(session, table))
              + SKIP);
    }
  },
  TO_ARCHIVE(4) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      session.execute(
          table,
          "WITH moved AS (DELETE FROM {t} WHERE %s RETURNING *) INSERT INTO {archive} TABLE moved"
              .formatted(session.someRows(table)));
    }
  },
  /** Moves rows back from the archive. They keep their old transaction ids. */
  FROM_ARCHIVE(4) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      session.execute(
          table,
          "WITH moved AS (DELETE FROM {archive} WHERE id %% 2 = %d RETURNING *)"
                  .formatted(session.random().nextInt(2))
              + " INSERT INTO {t} TABLE moved"
              + SKIP);
    }
  },
  /** Inserts rows before and after TRUNCATE. The transaction may then be rolled back. */
  TRUNCATE(2) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      INSERT.run(session, table);
      session.execute(table, "TRUNCATE {t} CASCADE");
      if (session.chance(80)) {
        INSERT.run(session, table);
        UPDATE.run(session, table);
      }
    }
  },
  /** Moves rows to other partitions. */
  MOVE(8, Form.RANGE) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      session.execute(
          table,
          "UPDATE {t} SET day = date '2026-01-01' + (day - date '2026-01-01' + 31 * %d) %% 210 WHERE %s"
              .formatted(1 + session.random().nextInt(5), session.someRows(table)));
    }
  },
  /** Writes to a partition directly, with the partition's name. */
  WRITE_PARTITION(6, Form.RANGE, Form.HASH) {
    @Override
    public void run(Session session, AttackedTable table) throws SQLException {
      List<String> leaves =
          session.texts(
              table.sql(
                  "SELECT relid::regclass FROM pg_partition_tree('{t}') WHERE isleaf ORDER BY 1"));
      if (!leaves.isEmpty()) {
        String leaf = session.oneOf(leaves);
        String rows = " WHERE " + session.someRows(table);
        session.execute(
            session.chance(50)
                ? "DELETE FROM " + leaf + rows
                : table.sql(UPDATED).replace(table.heap() + " SET", leaf + " SET") + rows);
      }
    }
  };

  /** The difference between a changed key and the old key. */
  static final int SHIFT = 1000;

  private static final String SKIP = " ON CONFLICT DO NOTHING";
  private static final String UPDATED =
      "UPDATE {t} SET version = nextval('{schema}.versions'), payload = 'updated'";

  private final int weight;
  private final List<Form> forms;

  /**
   * @param forms the forms of tables for this attack; no form means all forms
   */
  RowAttack(int weight, Form... forms) {
    this.weight = weight;
    this.forms = forms.length == 0 ? List.of(Form.values()) : List.of(forms);
  }

  /** Performs a random attack that the table's form permits. */
  static void any(Session session, AttackedTable table) throws SQLException {
    List<RowAttack> possible =
        Arrays.stream(values()).filter(attack -> attack.forms.contains(table.form())).toList();
    int die = session.random().nextInt(possible.stream().mapToInt(a -> a.weight).sum());
    int i = 0;
    while (die >= possible.get(i).weight) {
      die -= possible.get(i).weight;
      i++;
    }
    possible.get(i).run(session, table);
    session.log().add(possible.get(i).name().toLowerCase(Locale.ROOT));
  }

  private static String rows(Session session, AttackedTable table) {
    int first = session.number();
    return table.form().rows(first, first + session.random().nextInt(20), "inserted");
  }
}
