package io.lakehousesync.postgres;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL snapshot in its text form {@code xmin:xmax:xip,…}: what had ended when it was taken.
 * Transaction ids are 64 bits wide, as {@code xid8}; they do not wrap.
 *
 * <p>Source: PostgreSQL's manual, "Transaction ID and Snapshot Information Functions".
 *
 * @param text the text form
 * @param xmax all transactions from this one on had not begun
 * @param inProgress transactions below {@code xmax} that had not ended
 */
record PgSnapshot(String text, BigInteger xmax, List<BigInteger> inProgress) {
  /** A snapshot that sees nothing: ids below 3 are no transactions. */
  static final PgSnapshot NOTHING = parse("3:3:");

  /** Sees nothing either, and says that the Iceberg table was empty when its first copy began. */
  static final PgSnapshot NOTHING_INTO_EMPTY = parse("2:2:");

  static PgSnapshot parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("'%s' is not a snapshot".formatted(text));
    }
    return new PgSnapshot(
        text,
        new BigInteger(parts[1]),
        Arrays.stream(parts[2].split(",", -1))
            .flatMap(id -> id.isEmpty() ? Stream.empty() : Stream.of(new BigInteger(id)))
            .toList());
  }

  @Override
  public String toString() {
    return text;
  }
}
