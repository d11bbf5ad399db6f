package io.lakehousesync.verify;

import java.math.BigInteger;
import java.util.Objects;

/**
 * A checksum of rows that does not depend on their order.
 *
 * @param rows the number of rows
 * @param sum the sum of their hashes, which {@link CatalogReader} defines
 */
public record RowChecksum(long rows, BigInteger sum) {
  /** Checks that nothing is null. */
  public RowChecksum {
    Objects.requireNonNull(sum, "sum");
  }
}
