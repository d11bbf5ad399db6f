package io.lakehousesync.verify;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;

/**
 * The key and the hash of a row.
 *
 * @param key the values of the key, in the form that {@link CatalogColumn.Kind} defines, but
 *     without quotes around text
 * @param hash the hash, which {@link CatalogReader} defines
 */
public record RowHash(List<String> key, BigInteger hash) {
  /** Copies the key. */
  public RowHash {
    key = List.copyOf(key);
    Objects.requireNonNull(hash, "hash");
  }
}
