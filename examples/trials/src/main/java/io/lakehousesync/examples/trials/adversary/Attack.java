package io.lakehousesync.examples.trials.adversary;

import java.sql.SQLException;

/** Something that the adversary does to a table, in the transaction of a session. */
interface Attack {
  void run(Session session, AttackedTable table) throws SQLException;
}
