package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.VerifyReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A renamed value of an enum changes the text of rows without a write to the table. */
class EnumValuesIT {
  private static final SyncTable CARS = SyncTable.of("core_it.cars", "core_it.iceberg_cars");

  private static final String SWAP =
      "RENAME VALUE 'happy' TO 'x';"
          + "ALTER TYPE core_it.mood RENAME VALUE 'sad' TO 'happy';"
          + "ALTER TYPE core_it.mood RENAME VALUE 'x' TO 'sad';";

  private final SyncSource source = PgLakeSource.of(TestSchema.copier());

  @BeforeEach
  void createTypes() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TYPE core_it.mood AS ENUM ('sad', 'happy');
        CREATE DOMAIN core_it.state AS core_it.mood;
        CREATE DOMAIN core_it.kept_state AS core_it.state NOT NULL
        """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"core_it.mood", "core_it.state", "core_it.kept_state", "core_it.mood[]"})
  void renamedValueArrives(String type) throws SQLException {
    createTable(type);
    assertThat(iceberg()).noneMatch(row -> row.contains("great"));

    TestSchema.execute("ALTER TYPE core_it.mood RENAME VALUE 'happy' TO 'great'");

    assertThat(source.unchanged(List.of(CARS))).isEmpty();
    assertThat(PgLakeVerifier.of(TestSchema.postgres()).verify(CARS).agrees()).isFalse();
    SyncSourceContract.copyAll(source, CARS);
    assertThat(iceberg()).isEqualTo(heap()).anyMatch(row -> row.contains("great"));
  }

  @Test
  void renamedValueOfARangeArrivesAsText() throws SQLException {
    TestSchema.execute(
        """
        CREATE TYPE core_it.moods AS RANGE (
          subtype = core_it.mood, multirange_type_name = core_it.moods_multi);
        CREATE TABLE core_it.cars (id int PRIMARY KEY, range core_it.moods, ranges core_it.moods_multi);
        INSERT INTO core_it.cars VALUES (1, '[sad,happy]', '{[sad,happy]}');
        CREATE TABLE core_it.iceberg_cars (id int, range text, ranges text) USING iceberg
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(CARS));
    SyncSourceContract.copyAll(source, CARS);

    TestSchema.execute("ALTER TYPE core_it.mood RENAME VALUE 'happy' TO 'great'");
    SyncSourceContract.copyAll(source, CARS);

    assertThat(TestSchema.rows("SELECT range, ranges FROM core_it.iceberg_cars"))
        .containsExactly("[sad,great]|{[sad,great]}");
  }

  /** Enum values have their newest texts, also in the snapshot of a verification. */
  @ParameterizedTest
  @ValueSource(strings = {"RENAME VALUE 'happy' TO 'great'", SWAP})
  void valueThatIsRenamedDuringAVerificationIsNoDifference(String renames) throws SQLException {
    createTable("core_it.mood");
    DataSource renaming =
        HookedDataSource.before(
            "WITH heap AS",
            TestSchema.postgres(),
            () -> TestSchema.execute("ALTER TYPE core_it.mood " + renames));

    VerifyReport report = PgLakeVerifier.of(renaming).verify(CARS);

    assertThat(report.differences()).isEmpty();
    assertThat(report.agrees()).isFalse();
    assertThat(iceberg()).isNotEqualTo(heap());
  }

  @Test
  void deleteWhileValuesOfTheKeyHadOtherNamesArrives() throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.cars (mood core_it.mood PRIMARY KEY, id int)");
    TestSchema.execute("INSERT INTO core_it.cars VALUES ('sad', 1), ('happy', 2)");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(CARS));
    SyncSourceContract.copyAll(source, CARS);
    String swap = "ALTER TYPE core_it.mood " + SWAP;
    TestSchema.execute(swap + "DELETE FROM core_it.cars WHERE mood = 'happy';" + swap);
    SyncSourceContract.copyAll(source, CARS);

    assertThat(iceberg()).isEqualTo(heap()).hasSize(1);
  }

  @Test
  void deleteUnderANameThatIsGoneAsksForANewBaseline() throws Exception {
    TestSchema.execute("CREATE TABLE core_it.cars (mood core_it.mood PRIMARY KEY, id int)");
    TestSchema.execute("INSERT INTO core_it.cars VALUES ('sad', 1), ('happy', 2)");
    PgLakeSetup setup = PgLakeSetup.of(TestSchema.postgres());
    setup.apply(List.of(CARS));
    SyncSourceContract.copyAll(source, CARS);
    try (Connection deleting = TestSchema.postgres().getConnection();
        Statement statement = deleting.createStatement()) {
      deleting.setAutoCommit(false);
      statement.execute("DELETE FROM core_it.cars WHERE mood = 'sad'");
      TestSchema.execute("ALTER TYPE core_it.mood RENAME VALUE 'sad' TO 'blue'");
      SyncSourceContract.copyAll(source, CARS);
      deleting.commit();
    }

    assertThatThrownBy(() -> SyncSourceContract.copyAll(source, CARS))
        .hasMessageContaining("invalid input value for enum core_it.mood: \"sad\"")
        .hasMessageContaining("make a new baseline (PgLakeSetup.newBaseline)");
    setup.newBaseline(CARS);
    SyncSourceContract.copyAll(source, CARS);
    assertThat(iceberg()).isEqualTo(heap()).hasSize(1);
  }

  @Test
  void furtherValueCostsNoCopyOfAllRows() throws SQLException {
    createTable("core_it.mood");

    TestSchema.execute("ALTER TYPE core_it.mood ADD VALUE 'calm' BEFORE 'happy'");
    TestSchema.execute("INSERT INTO core_it.cars VALUES (11, 'calm')");

    assertThat(source.copy(CARS).rows()).isEqualTo(1);
    TestSchema.execute("ALTER TYPE core_it.mood RENAME VALUE 'calm' TO 'serene'");
    SyncSourceContract.copyAll(source, CARS);
    assertThat(iceberg()).isEqualTo(heap()).anyMatch(row -> row.contains("serene"));
  }

  @Test
  void renamedValueOfAnotherTypeCostsNothing() throws SQLException {
    createTable("core_it.mood");
    TestSchema.execute("CREATE TYPE core_it.other AS ENUM ('a')");
    SyncSourceContract.copyAll(source, CARS);

    TestSchema.execute("ALTER TYPE core_it.other RENAME VALUE 'a' TO 'b'");

    assertThat(source.copy(CARS).rows()).isZero();
  }

  private void createTable(String type) throws SQLException {
    TestSchema.execute("CREATE TABLE core_it.cars (id int PRIMARY KEY, mood %s)".formatted(type));
    TestSchema.execute(
        "INSERT INTO core_it.cars SELECT i, CAST('%s' AS %s) FROM generate_series(1, 10) AS i"
            .formatted(type.endsWith("[]") ? "{happy,sad}" : "happy", type));
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(CARS));
    await()
        .untilAsserted(
            () -> {
              SyncSourceContract.copyAll(source, CARS);
              assertThat(source.unchanged(List.of(CARS))).containsOnlyKeys(CARS);
            });
  }

  private static List<String> heap() throws SQLException {
    return TestSchema.rows("SELECT id, mood FROM core_it.cars ORDER BY id");
  }

  private static List<String> iceberg() throws SQLException {
    return TestSchema.rows("SELECT id, mood FROM core_it.iceberg_cars ORDER BY id");
  }
}
