package io.lakehousesync.verify;

import io.lakehousesync.text.Printable;
import java.util.List;

/**
 * A range of keys. Keys are ordered by their columns, and text is ordered by its bytes.
 *
 * <p>The values of a key are texts that PostgreSQL can read. In comparisons with a catalog they
 * have the form that {@link CatalogColumn.Kind} defines, without quotes around text. Otherwise they
 * have the form in which PostgreSQL writes the value.
 *
 * @param after the last key before the range; empty if there is no lower bound
 * @param through the last key in the range; empty if there is no upper bound
 */
public record KeyRange(List<String> after, List<String> through) {
  /** All keys. */
  public static final KeyRange ALL = new KeyRange(List.of(), List.of());

  /** Copies the keys. */
  public KeyRange {
    after = List.copyOf(after);
    through = List.copyOf(through);
  }

  /** Returns all keys after this range. */
  public KeyRange rest() {
    return new KeyRange(through, List.of());
  }

  /** Returns the range for a log line. */
  @Override
  public String toString() {
    return Printable.escape(
        "(%s, %s]"
            .formatted(after.isEmpty() ? "first" : after, through.isEmpty() ? "last" : through));
  }
}
