package io.lakehousesync.examples.host.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one result. */
interface RowWriter {
  /** Begins the result. This is the first call. */
  void begin(List<Column> columns);

  /** Writes a row. A value is the text of the database; null is SQL's NULL. */
  void row(List<@Nullable String> values);

  /** Ends the result. This is the last call. */
  void end(Summary summary);

  /**
   * What was written.
   *
   * @param more whether the result has more rows than the limit allows
   */
  record Summary(Side side, long rows, boolean more) {}
}
