package io.lakehousesync.examples.trials.kill;

import java.util.Locale;

/** The snapshot that the catalog serves at the end. */
enum ServedState {
  /** The last snapshot of the Iceberg table, with its rows. */
  LAST,
  /** Another snapshot. */
  ANOTHER,
  /** The last snapshot by its name, but its rows differ from the rows of the Iceberg table. */
  OTHER_ROWS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
