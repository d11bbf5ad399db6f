package io.lakehousesync.examples.host.query;

import java.util.Locale;

/** The side that answers a query. */
enum Side {
  /** PostgreSQL. Names without a schema are heap tables. */
  HEAP,
  /** PostgreSQL. Names without a schema are Iceberg tables. */
  ICEBERG,
  /** Snowflake, or its stand-in. */
  CATALOG;

  /** Returns the value on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
