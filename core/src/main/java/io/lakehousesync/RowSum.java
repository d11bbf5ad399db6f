package io.lakehousesync;

import java.math.BigInteger;
import java.util.Objects;

/**
 * A checksum of rows that does not depend on their order.
 *
 * @param rows how many rows
 * @param sum the sum of their numbers, as {@link CatalogReader} defines them
 */
public record RowSum(long rows, BigInteger sum) {
  /** Checks that nothing is null. */
  public RowSum {
    Objects.requireNonNull(sum, "sum");
  }
}
