package io.lakehousesync.examples.host.query;

import java.util.Locale;

/** How rows are written. */
enum Format {
  /** Aligned columns, for people. */
  TEXT,
  /** As PostgreSQL's {@code COPY … CSV HEADER}. */
  CSV,
  /** One object per line. */
  JSON;

  /** Returns the value on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
