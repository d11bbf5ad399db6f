package io.lakehousesync.postgres.internal.sql;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL snapshot. It records which transactions had ended when the snapshot was taken.
 * Transaction ids have 64 bits, as {@code xid8}, and do not wrap around.
 *
 * <p>Source: PostgreSQL's manual, "Transaction ID and Snapshot Information Functions".
 *
 * @param text the text form {@code xmin:xmax:xip,…}
 * @param xmax the first transaction id that had not been assigned
 * @param inProgress transactions below {@code xmax} that had not ended
 */
public record PgSnapshot(String text, BigInteger xmax, List<BigInteger> inProgress) {
  /** A snapshot that sees nothing, because no transaction has an id below 3. */
  public static final PgSnapshot NOTHING = parse("3:3:");

  /**
   * A second snapshot that sees nothing. A checkpoint with this snapshot records that the Iceberg
   * table was empty before the first copy.
   */
  public static final PgSnapshot NOTHING_INTO_EMPTY = parse("2:2:");

  public static PgSnapshot parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("'%s' is not a PostgreSQL snapshot".formatted(text));
    }
    return new PgSnapshot(
        text,
        new BigInteger(parts[1]),
        Arrays.stream(parts[2].split(",", -1))
            .flatMap(id -> id.isEmpty() ? Stream.empty() : Stream.of(new BigInteger(id)))
            .toList());
  }

  /**
   * Returns whether this snapshot sees nothing. Checkpoints have such a snapshot before the first
   * copy.
   */
  public boolean isNothing() {
    return equals(NOTHING) || equals(NOTHING_INTO_EMPTY);
  }

  @Override
  public String toString() {
    return text;
  }
}
