package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import io.lakehousesync.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What happens to a heap table, and what arrives in the Iceberg table, per kind of tracking. Each
 * test is one row of the table in {@code docs/guarantees.md}, and compares it with what was
 * observed. A difference between both tables that a verification does not report fails the test.
 */
@Tag("slow")
class GuaranteesIT {
  private static final Path PAGE = Path.of("../docs/guarantees.md");

  /** An event, as the page names it, and its statements in one session. */
  record Event(String name, String sql) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Event> events() {
    return List.of(
        new Event("INSERT", "INSERT INTO core_it.parts VALUES (30, '2026-01-09', 1)"),
        new Event("UPDATE", "UPDATE core_it.parts SET amount = -1 WHERE id = 1"),
        new Event("DELETE", "DELETE FROM core_it.parts WHERE id = 2"),
        new Event("UPDATE of the key", "UPDATE core_it.parts SET id = 40 WHERE id = 3"),
        new Event(
            "UPDATE that moves a row to another partition",
            "UPDATE core_it.parts SET day = '2026-02-09' WHERE id = 4"),
        new Event(
            "TRUNCATE, and new rows",
            "TRUNCATE core_it.parts;" + " INSERT INTO core_it.parts VALUES (31, '2026-01-09', 1)"),
        new Event("TRUNCATE of a partition", "TRUNCATE core_it.parts_1"),
        new Event(
            "ATTACH PARTITION with old rows",
            "OLD TABLE; ALTER TABLE core_it.parts ATTACH PARTITION core_it.old"
                + " FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')"),
        new Event(
            "DETACH PARTITION, DROP TABLE of a partition",
            "ALTER TABLE core_it.parts DETACH PARTITION core_it.parts_2"),
        new Event(
            "an UPDATE and a DELETE by a subscription (`session_replication_role = replica`)",
            "SET session_replication_role = replica;"
                + " UPDATE core_it.parts SET amount = -2 WHERE id = 5;"
                + " DELETE FROM core_it.parts WHERE id = 6"),
        new Event(
            "an UPDATE and a DELETE while our triggers are disabled; the triggers are enabled again before the next copy",
            "DISABLE; UPDATE core_it.parts SET amount = -3 WHERE id = 7;"
                + " DELETE FROM core_it.parts WHERE id = 8; ENABLE"));
  }

  private static Map<String, SyncTable> kinds() {
    SyncTable table = SyncTable.of("core_it.parts", "core_it.lake");
    Map<String, SyncTable> kinds = new LinkedHashMap<>();
    kinds.put("xid", table);
    kinds.put("xid, keep", table.deletes(Deletes.KEEP));
    kinds.put("xid, append", table.mode(WriteMode.APPEND));
    kinds.put("marker", table.tracking(ChangeTracking.marker("synced_at")));
    kinds.put("ordered", table.tracking(ChangeTracking.ordered("position")));
    kinds.put("queue", table.tracking(ChangeTracking.queue()));
    kinds.put("comparison", table.tracking(ChangeTracking.comparison()));
    return kinds;
  }

  @ParameterizedTest
  @MethodSource("events")
  void whatArrivesIsWhatThePageSays(Event event) throws SQLException, IOException {
    List<String> cells = new ArrayList<>(List.of(event.name()));
    for (SyncTable table : kinds().values()) {
      cells.add(outcome(table, event));
    }

    String row = cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    assertThat(Files.readAllLines(PAGE)).as(row).contains(row);
  }

  private static String outcome(SyncTable table, Event event) throws SQLException {
    create();
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    PgLakeSource source = PgLakeSource.of(TestSchema.copier());
    copyAll(source, table);
    try (Connection session = TestSchema.postgres().getConnection()) {
      for (String statement : event.sql().split(";", -1)) {
        switch (statement.strip()) {
          case "OLD TABLE" -> createOldTable(session);
          case "DISABLE" -> switchTriggers(session, "DISABLE TRIGGER");
          case "ENABLE" -> switchTriggers(session, "ENABLE TRIGGER");
          default -> TestSchema.execute(session, statement);
        }
      }
      TestSchema.execute(session, "RESET ALL");
    }
    try {
      copyAll(source, table);
    } catch (NotAppliedException e) {
      return "stops";
    }
    List<String> heap = rows("core_it.parts");
    List<String> lake = rows("core_it.lake");
    VerifyReport report = PgLakeVerifier.of(TestSchema.postgres()).verify(table);
    if (lake.equals(heap)) {
      assertThat(report.agrees()).as("%s, %s: %s", table.tracking(), event, report).isTrue();
      return "arrives";
    }
    if (!report.agrees()) {
      return "is reported";
    }
    return accepted(table, event, heap, lake, report);
  }

  /** Returns what the configuration accepts; nothing else may differ and be called agreement. */
  private static String accepted(
      SyncTable table, Event event, List<String> heap, List<String> lake, VerifyReport report) {
    assertThat(lake).as("%s, %s: %s", table.tracking(), event, report).containsAll(heap);
    Set<String> extra = new HashSet<>(lake);
    extra.removeAll(heap);
    Set<String> keys = heap.stream().map(GuaranteesIT::key).collect(Collectors.toSet());
    if (table.deletes() == Deletes.KEEP) {
      assertThat(extra).noneMatch(row -> keys.contains(key(row)));
      return "stays";
    }
    assertThat(table.mode()).contains(WriteMode.APPEND);
    assertThat(extra).allMatch(row -> keys.contains(key(row)));
    return "as a further row";
  }

  private static String key(String row) {
    return row.substring(0, row.lastIndexOf('|'));
  }

  /** Disables or enables our triggers. Enabled triggers get the state that they had before. */
  private static void switchTriggers(Connection session, String action) throws SQLException {
    if (action.startsWith("DISABLE")) {
      TestSchema.execute(
          session,
          "CREATE TEMP TABLE states AS SELECT tgrelid, tgname, tgenabled FROM pg_trigger"
              + " WHERE tgrelid = 'core_it.parts'::regclass AND strpos(tgname, 'lakehouse_sync') > 0");
      TestSchema.execute(session, "ALTER TABLE core_it.parts DISABLE TRIGGER USER");
      return;
    }
    TestSchema.execute(
        session,
        """
        DO $$ DECLARE it record; BEGIN
          FOR it IN SELECT * FROM states LOOP
            EXECUTE format('ALTER TABLE core_it.parts ENABLE %s TRIGGER %I',
              CASE it.tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END, it.tgname);
          END LOOP;
        END $$
        """);
  }

  private static void create() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.parts (
          id int NOT NULL, day date NOT NULL, amount int,
          position bigint GENERATED BY DEFAULT AS IDENTITY, PRIMARY KEY (id, day))
          PARTITION BY RANGE (day);
        CREATE TABLE core_it.parts_1 PARTITION OF core_it.parts
          FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
        CREATE TABLE core_it.parts_2 PARTITION OF core_it.parts
          FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
        INSERT INTO core_it.parts SELECT i, CASE WHEN i <= 10 THEN date '2026-01-05'
          ELSE '2026-02-05' END, i FROM generate_series(1, 20) AS i;
        """);
  }

  /** Creates a table of the same columns, whose row was written long ago. */
  private static void createOldTable(Connection session) throws SQLException {
    TestSchema.execute(
        session,
        """
        CREATE TABLE core_it.old (LIKE core_it.parts INCLUDING DEFAULTS INCLUDING INDEXES);
        INSERT INTO core_it.old (id, day, amount, position) VALUES (60, '2026-03-03', 1, 1);
        DO $$ DECLARE it record; BEGIN
          FOR it IN SELECT attname, CASE attname WHEN 'sync_xid' THEN '3' ELSE 'now' END AS value
                    FROM pg_attribute
                    WHERE attrelid = 'core_it.old'::regclass AND attname IN ('sync_xid', 'synced_at') LOOP
            EXECUTE format('UPDATE core_it.old SET %I = %L', it.attname, it.value);
          END LOOP;
        END $$
        """);
  }

  private static List<String> rows(String table) throws SQLException {
    return TestSchema.rows("SELECT id, day, amount FROM %s ORDER BY 1, 2, 3".formatted(table));
  }

  private static void copyAll(PgLakeSource source, SyncTable table) {
    while (source.copy(table).remaining() == Remaining.READY) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }
}
