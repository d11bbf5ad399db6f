package io.lakehousesync;

import java.util.List;

/**
 * A range of keys, in the order of their columns; text in the order of its bytes. Values are
 * written as {@link CatalogColumn.Kind} says, but text without quotes, or as PostgreSQL writes
 * them; it reads both.
 *
 * @param after the key before the first one; empty if there is no lower bound
 * @param through the last key; empty if there is no upper bound
 */
public record KeyRange(List<String> after, List<String> through) {
  /** All keys. */
  public static final KeyRange ALL = new KeyRange(List.of(), List.of());

  /** Copies the keys. */
  public KeyRange {
    after = List.copyOf(after);
    through = List.copyOf(through);
  }

  /** The keys that follow this range. */
  public KeyRange rest() {
    return new KeyRange(through, List.of());
  }

  /** The range in words. */
  @Override
  public String toString() {
    return "(%s, %s]"
        .formatted(after.isEmpty() ? "first" : after, through.isEmpty() ? "last" : through);
  }
}
