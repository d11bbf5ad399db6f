package io.lakehousesync.postgres;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The sync role needs SELECT on a partitioned table, and no right on its partitions. Therefore a
 * new partition needs no GRANT.
 */
class PartitionRightsIT {
  private static final SyncTable PARTS = SyncTable.of("core_it.parts", "core_it.lake");

  private final SyncSource source = PgLakeSource.of(TestSchema.postgres("SET ROLE core_it_sync"));

  static Stream<SyncTable> tables() {
    return Stream.of(PARTS, PARTS.deletes(Deletes.KEEP));
  }

  @BeforeEach
  void createPartitions() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.parts (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE core_it.p1 PARTITION OF core_it.parts FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
        CREATE TABLE core_it.p2 PARTITION OF core_it.parts FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
        INSERT INTO core_it.parts SELECT i, date '2026-01-20' + i FROM generate_series(1, 20) AS i
        """);
    TestSchema.execute(
        "DROP ROLE IF EXISTS core_it_sync; CREATE ROLE core_it_sync IN ROLE lake_read_write");
  }

  @AfterEach
  void dropRole() throws SQLException {
    TestSchema.execute("DROP OWNED BY core_it_sync CASCADE; DROP ROLE core_it_sync");
  }

  @ParameterizedTest
  @MethodSource("tables")
  void changedPartitionsArriveWithTheRightOnTheirParentAlone(SyncTable table) throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    TestSchema.execute(
        """
        GRANT USAGE ON SCHEMA core_it, lakehouse_sync TO core_it_sync;
        GRANT ALL ON ALL TABLES IN SCHEMA lakehouse_sync TO core_it_sync;
        GRANT SELECT ON core_it.parts TO core_it_sync;
        GRANT SELECT, INSERT, DELETE ON core_it.lake TO core_it_sync
        """);
    SyncSourceContract.copyAll(source, table);

    TestSchema.execute(
        """
        CREATE TABLE core_it.old (LIKE core_it.parts INCLUDING DEFAULTS);
        INSERT INTO core_it.old (id, day, sync_xid) SELECT 30, '2026-03-03', min(sync_xid) FROM core_it.parts;
        ALTER TABLE core_it.parts ATTACH PARTITION core_it.old FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')
        """);
    TestSchema.execute("VACUUM FULL core_it.p1");
    SyncSourceContract.copyAll(source, table);

    TestSchema.assertEqual("core_it.parts", "core_it.lake", "id, day");
  }
}
