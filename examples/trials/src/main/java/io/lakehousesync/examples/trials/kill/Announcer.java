package io.lakehousesync.examples.trials.kill;

/** Announces the steps of a run. Confined to the thread of the run. */
class Announcer {
  private String table = Announcement.ALL_TABLES;

  /** Sets the table of the following steps. */
  final void enter(String table) {
    this.table = table;
  }

  /** Declares that the following steps belong to all tables. */
  final void leave() {
    table = Announcement.ALL_TABLES;
  }

  /**
   * Announces a step. Between {@link #enter} and {@link #leave}, announces only steps of a single
   * table. At other times, announces only steps that are announced for all tables together.
   */
  final void reached(Step step) {
    if (step.ofAllTables() == table.equals(Announcement.ALL_TABLES)) {
      announce(new Announcement(step, table));
    }
  }

  /** Does nothing. A subclass overrides this method to announce the step. */
  void announce(Announcement announcement) {}
}
