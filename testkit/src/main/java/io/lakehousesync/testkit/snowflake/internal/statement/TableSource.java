package io.lakehousesync.testkit.snowflake.internal.statement;

import io.lakehousesync.testkit.snowflake.internal.storage.DataFiles;
import java.util.List;
import java.util.Set;

/** A source that a SELECT reads. */
public interface TableSource {
  /** Returns the names of its columns, as Snowflake stores them. */
  List<String> columns();

  /** Returns the columns that Snowflake would show but the stand-in cannot read. */
  List<String> unreadableColumns();

  /** Returns the columns whose values are arrays or objects. By default there are none. */
  default Set<String> structuredColumns() {
    return Set.of();
  }

  /**
   * Returns the query with which the engine (DuckDB) reads all rows of this source. May download
   * data files.
   */
  String sql(DataFiles files);
}
