package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys by which an upsert would lose rows, or delete the wrong ones, are refused. */
class KeyProblemsIT {
  private static final SyncTable TABLE =
      SyncTable.of("core_it.t", "core_it.lake").mode(WriteMode.UPSERT);

  private final PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
  private final PgLakeSource source = PgLakeSource.of(TestSchema.copier());

  static Stream<SyncTable> byKey() {
    return Stream.of(
        TABLE.tracking(ChangeTracking.queue()),
        TABLE.tracking(ChangeTracking.marker("synced_at")),
        TABLE.tracking(ChangeTracking.xid()),
        TABLE.tracking(ChangeTracking.xid()).mode(WriteMode.APPEND));
  }

  /** An upsert finds no row by a null, and a page of rows in the order of the key skips it. */
  @ParameterizedTest
  @MethodSource("byKey")
  void keyThatMayBeNullIsRefused(SyncTable table) throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (id int NOT NULL, code text, UNIQUE (id, code))");

    assertRefused(
        table.key("id", "code"),
        "Key column \"code\" of core_it.t may be null, and rows with null in it would be lost."
            + " Run ALTER TABLE \"core_it\".\"t\" ALTER COLUMN \"code\" SET NOT NULL, or name"
            + " another key with key(...).");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int[]",
        "core_it.list",
        "core_it.pair",
        "core_it.state",
        "regclass",
        "money",
        "timetz"
      })
  void typeByWhichRowsCannotBeFoundIsRefused(String type) throws SQLException {
    TestSchema.recreate(
        """
        CREATE DOMAIN core_it.list AS int[];
        CREATE TYPE core_it.pair AS (a int, b int);
        CREATE TYPE core_it.mood AS ENUM ('sad', 'happy');
        CREATE DOMAIN core_it.state AS core_it.mood;
        CREATE TABLE core_it.t (ids %s PRIMARY KEY)
        """
            .formatted(type));

    assertRefused(
        TABLE,
        "Key column \"ids\" of core_it.t is an array, or of a composite type, a domain over an enum, a"
            + " user-defined range type, money, timetz, or a type such as regclass:"
            + " rows cannot be found by it. Name another key with key(...).");
  }

  @Test
  void keyThatMayBeNullIsAcceptedIfNothingIsReadByIt() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (id int NOT NULL, code text, UNIQUE (id, code))");
    TestSchema.execute("INSERT INTO core_it.t VALUES (1, 'a'), (1, NULL)");
    SyncTable table =
        TABLE.mode(WriteMode.APPEND).key("id", "code").tracking(ChangeTracking.marker("synced_at"));
    setup.apply(List.of(table));

    assertThat(source.copy(table).rows()).isEqualTo(2);
  }

  /** The keys 0.1 and 0.1000000000000000001 become the same double, and delete each other. */
  @ParameterizedTest
  @ValueSource(strings = {"numeric", "numeric(40, 2)", "core_it.amount"})
  void keyThatBecomesADoubleIsRefused(String type) throws SQLException {
    TestSchema.recreate(
        "CREATE DOMAIN core_it.amount AS numeric; CREATE TABLE core_it.t (k %s PRIMARY KEY)"
            .formatted(type));

    assertRefused(
        TABLE,
        "Key column \"k\" of core_it.t is a numeric without a precision or with more than 38 digits."
            + " pg_lake rounds it, so that different keys can become equal. Declare it as"
            + " numeric(p, s) with at most 38 digits, or name another key with key(...).");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "numeric(10,3); numeric(10,1)",
        "real; double precision",
        "timestamp without time zone; timestamp(0) without time zone"
      })
  void keyThatTheIcebergTableChangesIsRefused(String heap, String iceberg) throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (k %s PRIMARY KEY);
        CREATE TABLE core_it.lake (k %s) USING iceberg
        """
            .formatted(heap, iceberg));

    assertRefused(
        TABLE,
        ("Key column \"k\" of core_it.t has type %s, but type %s in Iceberg table core_it.lake: rows are"
                + " not found, or different keys become equal.")
            .formatted(heap, iceberg));
  }

  @Test
  void appendedTableMayHaveAnyKey() throws SQLException {
    TestSchema.recreate("CREATE TABLE core_it.t (k numeric PRIMARY KEY)");
    SyncTable table = TABLE.mode(WriteMode.APPEND);
    setup.apply(List.of(table));

    source.validate(table);
  }

  private void assertRefused(SyncTable table, String problem) throws SQLException {
    assertThat(setup.check(List.of(table)).get(1).problem())
        .hasValueSatisfying(told -> assertThat(told).contains(problem));
    assertThatThrownBy(() -> setup.apply(List.of(table)))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("Set-up of core_it.t", "nothing was committed", problem);
    if (TestSchema.rows("SELECT to_regclass('core_it.lake')").contains("null")) {
      setup.apply(List.of(TABLE.tracking(ChangeTracking.comparison()).mode(WriteMode.APPEND)));
    }
    assertThatThrownBy(() -> source.validate(table))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(problem);
    assertThatThrownBy(() -> source.copy(table))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(problem);
  }
}
