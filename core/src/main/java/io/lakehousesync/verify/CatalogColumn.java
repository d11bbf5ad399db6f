package io.lakehousesync.verify;

import java.util.Objects;

/**
 * A column whose values have the same text form in a catalog and in PostgreSQL.
 *
 * @param name the column's name in the Iceberg table, case-sensitive
 * @param kind how the column's values are written
 */
public record CatalogColumn(String name, Kind kind) {
  /** How values are written. */
  public enum Kind {
    /** Digits. A negative number begins with a minus sign. */
    WHOLE,
    /**
     * At least one digit before the point. After the point, as many digits as the column's scale.
     */
    DECIMAL,
    /**
     * The text in double quotes. A quote inside the text is doubled. Because of the quotes, an
     * empty text differs from null.
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
    /** Like {@link #TIMESTAMP}, in UTC. */
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
