package io.lakehousesync;

import java.util.Objects;

/**
 * A column whose values a catalog and PostgreSQL write as the same text.
 *
 * @param name its name in the Iceberg table, case included
 * @param kind how its values are written
 */
public record CatalogColumn(String name, Kind kind) {
  /** How values are written. */
  public enum Kind {
    /** Digits, with a minus sign before them if negative. */
    WHOLE,
    /**
     * Digits with as many after the point as the column's scale says, and one or more before it.
     */
    DECIMAL,
    /**
     * The text itself in double quotes, with those inside of it doubled; so it differs from null.
     */
    TEXT,
    /** {@code t} or {@code f}. */
    BOOLEAN,
    /** {@code 2024-01-31}. */
    DATE,
    /** {@code 23:59:59.123456}. */
    TIME,
    /** {@code 2024-01-31 23:59:59.123456}. */
    TIMESTAMP,
    /** Likewise, in UTC. */
    TIMESTAMP_UTC,
    /** 36 characters, in lower case. */
    UUID,
    /** Two hexadecimal digits for each byte, in upper case. */
    BINARY
  }

  /** Checks that nothing is null. */
  public CatalogColumn {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
  }
}
