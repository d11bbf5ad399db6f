package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes that go round the triggers of a queue arrive too, or the copy stops. */
@Tag("slow")
class QueueCaptureIT {
  private static final SyncTable TABLE =
      SyncTable.of("core_it.t", "core_it.lake")
          .tracking(ChangeTracking.queue())
          .mode(WriteMode.UPSERT);

  private static final String ROWS = "SELECT id, v FROM core_it.%s ORDER BY 1, 2";

  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
  private final PgLakeSource source = PgLakeSource.of(TestSchema.copier());

  @BeforeEach
  void createTable() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (id int PRIMARY KEY, v text)");
    fill();
  }

  private void fill() throws SQLException {
    TestSchema.execute("INSERT INTO core_it.t SELECT i, 'v' || i FROM generate_series(1, 19) AS i");
    setup.apply(List.of(TABLE));
    VerifiedTables.copy(TABLE);
    assertSameRows();
  }

  private void createPartitions() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
        CREATE TABLE core_it.low PARTITION OF core_it.t FOR VALUES FROM (0) TO (10);
        CREATE TABLE core_it.high PARTITION OF core_it.t FOR VALUES FROM (10) TO (100)
          PARTITION BY RANGE (id);
        CREATE TABLE core_it.teens PARTITION OF core_it.high FOR VALUES FROM (10) TO (20);
        CREATE TABLE core_it.more PARTITION OF core_it.high FOR VALUES FROM (20) TO (100)
        """);
    fill();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO core_it.t VALUES (50, 'new')",
        "UPDATE core_it.t SET v = 'changed' WHERE id < 4",
        "UPDATE core_it.t SET id = id + 20 WHERE id < 4",
        "DELETE FROM core_it.t WHERE id > 15",
        "TRUNCATE core_it.t",
      })
  void writesOfAReplicaSessionAreCaptured(String write) throws SQLException {
    for (String table : List.of("plain", "partitioned")) {
      if (table.equals("partitioned")) {
        createPartitions();
      }
      asReplica(write);

      assertThat(TestSchema.rows(ROWS.formatted("t"))).isNotEqualTo(lake());
      VerifiedTables.copy(TABLE);
      assertSameRows();
    }
  }

  @Test
  void aRowIsQueuedOnceByEitherTrigger() throws SQLException {
    String queued = "SELECT count(*) FROM lakehouse_sync.queue_" + oid("t");

    TestSchema.execute("INSERT INTO core_it.t VALUES (50, 'new')");
    assertThat(TestSchema.number(queued)).isEqualTo(1);
    asReplica("INSERT INTO core_it.t VALUES (51, 'new')");
    assertThat(TestSchema.number(queued)).isEqualTo(2);
    asReplica("UPDATE core_it.t SET v = 'changed' WHERE id = 51");
    assertThat(TestSchema.number(queued)).isEqualTo(3);
    asReplica("DELETE FROM core_it.t WHERE id = 51");
    assertThat(TestSchema.number(queued)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO core_it.low VALUES (0, 'new')",
        "UPDATE core_it.low SET v = 'changed' WHERE id < 4",
        "DELETE FROM core_it.teens WHERE id > 12",
        "UPDATE core_it.t SET id = id + 15 WHERE id BETWEEN 5 AND 9",
        "TRUNCATE core_it.low",
        "TRUNCATE core_it.high",
        "ALTER TABLE core_it.t DETACH PARTITION core_it.low",
        "DROP TABLE core_it.teens",
        """
        CREATE TABLE core_it.old (id int PRIMARY KEY, v text);
        INSERT INTO core_it.old VALUES (100, 'old'), (101, 'older');
        ALTER TABLE core_it.t ATTACH PARTITION core_it.old FOR VALUES FROM (100) TO (200)
        """,
        """
        CREATE TABLE core_it.fresh PARTITION OF core_it.t FOR VALUES FROM (200) TO (300);
        INSERT INTO core_it.fresh VALUES (200, 'new')
        """,
        """
        ALTER TABLE core_it.t DETACH PARTITION core_it.low;
        UPDATE core_it.low SET v = 'changed outside' WHERE id = 1;
        DELETE FROM core_it.low WHERE id = 2;
        ALTER TABLE core_it.t ATTACH PARTITION core_it.low FOR VALUES FROM (0) TO (10)
        """,
      })
  void followsWritesToPartitions(String write) throws SQLException {
    createPartitions();
    TestSchema.execute(write);

    assertThat(source.unchanged(List.of(TABLE))).isEmpty();
    VerifiedTables.copy(TABLE);

    assertSameRows();
    assertThat(source.copy(TABLE).rows()).isZero();
  }

  /** The partition is a table of its own for the sync, and its root routes rows to it. */
  @Test
  void followsWritesThroughTheParentOfAPartition() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.root (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
        CREATE TABLE core_it.t PARTITION OF core_it.root FOR VALUES FROM (0) TO (100)
        """);
    fill();

    TestSchema.execute("UPDATE core_it.root SET v = 'changed' WHERE id = 1");
    TestSchema.execute("DELETE FROM core_it.root WHERE id = 2");
    TestSchema.execute("INSERT INTO core_it.root VALUES (50, 'new')");

    VerifiedTables.copy(TABLE);
    assertSameRows();
  }

  @Test
  void followsForeignKeyCascades() throws SQLException {
    TestSchema.execute(
        """
        CREATE TABLE core_it.parent (id int PRIMARY KEY);
        INSERT INTO core_it.parent VALUES (1), (2), (3);
        ALTER TABLE core_it.t ADD deleted int REFERENCES core_it.parent ON DELETE CASCADE;
        ALTER TABLE core_it.t ADD emptied int REFERENCES core_it.parent ON DELETE SET NULL;
        ALTER TABLE core_it.t ADD renamed int REFERENCES core_it.parent ON UPDATE CASCADE;
        UPDATE core_it.t SET deleted = 1 WHERE id < 5;
        UPDATE core_it.t SET emptied = 2 WHERE id BETWEEN 5 AND 9;
        UPDATE core_it.t SET renamed = 3 WHERE id > 9
        """);
    VerifiedTables.copy(TABLE);

    TestSchema.execute(
        """
        DELETE FROM core_it.parent WHERE id < 3;
        UPDATE core_it.parent SET id = 33
        """);
    VerifiedTables.copy(TABLE);

    String all = "SELECT * FROM core_it.%s ORDER BY id";
    assertThat(TestSchema.rows(all.formatted("t"))).hasSize(15);
    assertThat(TestSchema.rows(all.formatted("lake")))
        .isEqualTo(TestSchema.rows(all.formatted("t")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DISABLE TRIGGER lakehouse_sync_delete; DELETE FROM core_it.t WHERE id < 5;"
            + " ALTER TABLE core_it.t ENABLE TRIGGER lakehouse_sync_delete",
        "DISABLE TRIGGER lakehouse_sync_truncate; TRUNCATE core_it.t;"
            + " ALTER TABLE core_it.t ENABLE ALWAYS TRIGGER lakehouse_sync_truncate"
      })
  void replacesAllRowsAfterATriggerWasOffAndOnAgain(String change) throws SQLException {
    TestSchema.execute("ALTER TABLE core_it.t " + change);

    assertThat(source.unchanged(List.of(TABLE))).isEmpty();
    VerifiedTables.copy(TABLE);
    assertSameRows();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "core_it.t DISABLE TRIGGER lakehouse_sync_queue",
        "core_it.low DISABLE TRIGGER lakehouse_sync_queue",
        "core_it.teens DISABLE TRIGGER USER"
      })
  void stopsWhileATriggerIsOffOnAPartition(String fault) throws SQLException {
    createPartitions();
    TestSchema.execute("ALTER TABLE " + fault);
    TestSchema.execute("UPDATE core_it.t SET v = 'missed'");

    assertStopped(
        "Trigger lakehouse_sync_queue on core_it.t is disabled, on the table or on a partition:"
            + " changes are lost. Run the set-up (PgLakeSetup)");
    setup.apply(List.of(TABLE));
    VerifiedTables.copy(TABLE);
    assertSameRows();
    assertThat(setup.plan(List.of(TABLE))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ENABLE TRIGGER lakehouse_sync_queue",
        "ENABLE ALWAYS TRIGGER lakehouse_sync_insert",
        "ENABLE TRIGGER lakehouse_sync_truncate"
      })
  void stopsWhileATriggerFiresForTheWrongSessions(String fault) throws SQLException {
    TestSchema.execute("ALTER TABLE core_it.t " + fault);
    String name = fault.substring(fault.lastIndexOf(' ') + 1);

    assertStopped(
        "Trigger %s on core_it.t fires only in some of the sessions in which it must fire"
            .formatted(name));
    setup.apply(List.of(TABLE));
    VerifiedTables.copy(TABLE);
    assertThat(setup.plan(List.of(TABLE))).isEmpty();
  }

  @Test
  void applicationWritesAndAddsPartitionsWithoutRightsInOurSchema() throws SQLException {
    TestSchema.execute("DROP ROLE IF EXISTS core_it_app");
    TestSchema.execute("CREATE ROLE core_it_app");
    try {
      for (String table : List.of("plain", "partitioned")) {
        if (table.equals("partitioned")) {
          createPartitions();
        }
        TestSchema.execute(
            "GRANT ALL ON SCHEMA core_it TO core_it_app; ALTER TABLE core_it.t OWNER TO core_it_app");
        setup.apply(List.of(TABLE));
        try (Connection application = TestSchema.postgres().getConnection()) {
          TestSchema.execute(application, "SET ROLE core_it_app");
          TestSchema.execute(application, "INSERT INTO core_it.t VALUES (60, 'new')");
          TestSchema.execute(application, "UPDATE core_it.t SET v = 'x' WHERE id < 5");
          TestSchema.execute(application, "DELETE FROM core_it.t WHERE id = 6");
          if (table.equals("partitioned")) {
            TestSchema.execute(
                application,
                """
                CREATE TABLE core_it.added PARTITION OF core_it.t FOR VALUES FROM (100) TO (200);
                INSERT INTO core_it.t VALUES (100, 'new')
                """);
          }
          TestSchema.execute(application, "RESET ROLE");
        }
        VerifiedTables.copy(TABLE);
        assertSameRows();
      }
    } finally {
      TestSchema.recreate("DROP OWNED BY core_it_app; DROP ROLE core_it_app");
    }
  }

  private void assertStopped(String problem) {
    assertThatThrownBy(() -> source.copy(TABLE))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("Copy of core_it.t -> core_it.lake stopped", problem);
  }

  private static void asReplica(String sql) throws SQLException {
    try (Connection replica = TestSchema.postgres().getConnection()) {
      TestSchema.execute(replica, "SET session_replication_role = replica");
      try {
        TestSchema.execute(replica, sql);
      } finally {
        TestSchema.execute(replica, "RESET session_replication_role");
      }
    }
  }

  private static long oid(String table) throws SQLException {
    return TestSchema.number("SELECT 'core_it.%s'::regclass::oid".formatted(table));
  }

  private static List<String> lake() throws SQLException {
    return TestSchema.rows(ROWS.formatted("lake"));
  }

  private static void assertSameRows() throws SQLException {
    assertThat(lake()).isEqualTo(TestSchema.rows(ROWS.formatted("t")));
  }
}
