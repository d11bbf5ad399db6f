package io.lakehousesync;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;

/**
 * A row as its key and its number.
 *
 * @param key the values of the key, written as {@link CatalogColumn.Kind} says, but text without
 *     quotes
 * @param number the row's number, as {@link CatalogReader} defines it
 */
public record RowPrint(List<String> key, BigInteger number) {
  /** Copies the key. */
  public RowPrint {
    key = List.copyOf(key);
    Objects.requireNonNull(number, "number");
  }
}
