package io.lakehousesync.testkit.snowflake;

import java.util.List;

/** What a SELECT reads from. */
interface TableSource {
  /** The names of its columns, as Snowflake stores them. */
  List<String> columns();

  /** The columns that Snowflake would show and the stand-in cannot read. */
  List<String> unreadableColumns();

  /** The engine's query for all of its rows, which may fetch data files. */
  String sql(DataFiles files);
}
