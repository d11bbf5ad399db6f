package io.lakehousesync.examples.trials.adversary;

import java.sql.SQLException;
import java.util.List;

/**
 * Disables the triggers of a table or partition while rows change, as {@code pg_restore
 * --disable-triggers} does, and puts the library's triggers back into their exact states.
 */
final class TriggersOff {
  private static final String ENABLE =
      """
      SELECT format('ALTER TABLE %%s ENABLE %%s TRIGGER %%I', tgrelid::regclass,
                    CASE tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END, tgname)
      FROM pg_trigger WHERE tgrelid = '%s'::regclass AND tgname LIKE '%%lakehouse\\_sync%%'""";

  private final Session session;
  private final String relation;
  private final List<String> enable;

  private TriggersOff(Session session, String relation, List<String> enable) {
    this.session = session;
    this.relation = relation;
    this.enable = enable;
  }

  /** Disables the triggers of a relation. They must be enabled. */
  static TriggersOff of(Session session, String relation) throws SQLException {
    TriggersOff off = new TriggersOff(session, relation, session.texts(ENABLE.formatted(relation)));
    session.execute("ALTER TABLE %s DISABLE TRIGGER USER".formatted(off.relation));
    return off;
  }

  void putBack() throws SQLException {
    for (String statement : enable) {
      session.execute(statement);
    }
  }

  /**
   * Puts the triggers back in a separate transaction. After a deadlock, repeats the transaction.
   */
  void putBackWhatever() throws SQLException {
    boolean done = false;
    while (!done) {
      session.connection().rollback();
      try {
        session.execute("SET LOCAL lock_timeout = 0");
        putBack();
        session.connection().commit();
        done = true;
      } catch (SQLException e) {
        if (!Session.isBenign(e)) {
          throw e;
        }
      }
    }
  }
}
