package io.lakehousesync.examples.killtest;

/** Says how far a run is. Confined to the thread of the run. */
class Announcer {
  private String table = Announcement.ALL_TABLES;

  /** The steps that follow are those of this table. */
  final void enter(String table) {
    this.table = table;
  }

  /** The steps that follow are those of all tables. */
  final void leave() {
    table = Announcement.ALL_TABLES;
  }

  /** A step was reached. What is done for no table in particular has steps for all of them only. */
  final void reached(Step step) {
    if (step.ofAllTables() == table.equals(Announcement.ALL_TABLES)) {
      announce(new Announcement(step, table));
    }
  }

  /** Tells nobody. */
  void announce(Announcement announcement) {}
}
