package io.lakehousesync.postgres;

import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table with columns of many types, for each kind of tracking. */
final class VerifiedTables {
  static final String COLUMNS =
      """
        a int NOT NULL, b text NOT NULL,
        amount numeric(12,2), big numeric, ratio double precision, small smallint, flag boolean,
        name varchar(40), note text, day date, seen timestamptz, local timestamp, raw bytea,
        ref uuid, tags text[], info jsonb, tier core_it.tier, lap interval, at time
      """;

  /** The composite key. Its order by bytes differs from that of most collations. */
  static final String KEY = ", PRIMARY KEY (a, b)";

  /** Rows %d to %d. Every seventh row has nulls in all nullable columns. */
  private static final String ROWS =
      """
      INSERT INTO core_it.heap
      SELECT i / 10, (ARRAY['A', 'b', 'C', 'ä', 'Z'])[1 + i %% 5] || i %% 10,
             CASE WHEN i %% 7 > 0 THEN i / 100.0 END, i / 3.0, i * 0.1, i %% 100, i %% 2 = 0,
             'name ' || i, CASE WHEN i %% 7 > 0 THEN repeat('x', i %% 50) END,
             date '2024-01-01' + i %% 1000, timestamptz '2024-01-01 12:00+02' + i * interval '1 minute',
             timestamp '2024-01-01 12:00' + i * interval '1 us', decode(md5(i::text), 'hex'),
             md5(i::text)::uuid, ARRAY['t' || i, NULL], jsonb_build_object('i', i, 'a', 1.0),
             'gold', i * interval '1 day', time '00:00' + i * interval '1 s'
      FROM generate_series(%d, %d) AS i
      """;

  private VerifiedTables() {}

  static Map<String, SyncTable> byTracking() {
    SyncTable table = SyncTable.of("core_it.heap", "core_it.lake");
    Map<String, SyncTable> tables = new LinkedHashMap<>();
    tables.put("xid", table.mode(WriteMode.UPSERT));
    tables.put("xid-append", table.mode(WriteMode.APPEND));
    tables.put("marker", table.tracking(ChangeTracking.marker("synced_at")).mode(WriteMode.UPSERT));
    tables.put(
        "marker-append", table.tracking(ChangeTracking.marker("synced_at")).mode(WriteMode.APPEND));
    tables.put("ordered", table.tracking(ChangeTracking.ordered("position")));
    tables.put("queue", table.tracking(ChangeTracking.queue()).mode(WriteMode.UPSERT));
    tables.put("comparison", table.tracking(ChangeTracking.comparison()));
    return tables;
  }

  static void create(SyncTable table, String key) throws SQLException {
    TestSchema.recreate(
        "CREATE TYPE core_it.tier AS ENUM ('gold', 'silver');"
            + "CREATE TABLE core_it.heap (%s, position bigint GENERATED ALWAYS AS IDENTITY%s)"
                .formatted(COLUMNS, key));
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
  }

  /** Returns the second key column of a row. */
  static String b(int row) {
    return List.of("A", "b", "C", "ä", "Z").get(row % 5) + row % 10;
  }

  static void insert(int from, int to) throws SQLException {
    TestSchema.execute(ROWS.formatted(from, to));
  }

  static void copy(SyncTable table) {
    SyncSource source = PgLakeSource.of(TestSchema.copier());
    CopyResult result;
    do {
      result = source.copy(table);
    } while (result.remaining() == CopyResult.Remaining.READY);
  }
}
