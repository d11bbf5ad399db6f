package io.lakehousesync.examples.killtest;

import java.util.Locale;

/** What the catalog serves at the end. */
enum Served {
  /** The last snapshot of the Iceberg table, with its rows. */
  LAST,
  /** Another snapshot. */
  ANOTHER,
  /** The last snapshot by name, with other rows than the Iceberg table has. */
  OTHER_ROWS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
