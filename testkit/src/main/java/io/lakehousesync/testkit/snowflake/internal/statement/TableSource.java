package io.lakehousesync.testkit.snowflake.internal.statement;

import io.lakehousesync.testkit.snowflake.internal.storage.DataFiles;
import java.util.List;

/** A source that a SELECT reads. */
public interface TableSource {
  /** Returns the names of its columns, as Snowflake stores them. */
  List<String> columns();

  /** Returns the columns that Snowflake would show but the stand-in cannot read. */
  List<String> unreadableColumns();

  /** Returns the engine's query for all of its rows. May download data files. */
  String sql(DataFiles files);
}
