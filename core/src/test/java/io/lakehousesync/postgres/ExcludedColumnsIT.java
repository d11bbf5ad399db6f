package io.lakehousesync.postgres;

import static io.lakehousesync.contract.SyncSourceContract.copyAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SchemaEvolution;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns of the heap table that the Iceberg table does not have. */
class ExcludedColumnsIT {
  private static final SyncTable ALL = SyncTable.of("core_it.t", "core_it.lake");
  private static final SyncTable TABLE = ALL.without("email", "no \"te");

  private final PgLakeSource source = PgLakeSource.of(TestSchema.copier());

  @BeforeEach
  void create() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (
          id int PRIMARY KEY, email text, name text, "no ""te" numeric[][], synced_at timestamp,
          position bigint GENERATED ALWAYS AS IDENTITY);
        INSERT INTO core_it.t VALUES (1, 'a@b', 'A', '{{1},{2}}'), (2, 'c@d', 'B', NULL)
        """);
  }

  static Stream<SyncTable> kinds() {
    return Stream.of(
        TABLE,
        TABLE.mode(WriteMode.APPEND),
        TABLE.tracking(ChangeTracking.marker("synced_at")),
        TABLE.tracking(ChangeTracking.ordered("position")),
        TABLE.tracking(ChangeTracking.queue()),
        TABLE.tracking(ChangeTracking.comparison()));
  }

  private static String columns() throws SQLException {
    return String.join(
        " ",
        TestSchema.rows(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'core_it.lake'::regclass"
                + " AND attnum > 0 AND NOT attisdropped ORDER BY attnum"));
  }

  /** The excluded array of arrays would stop a copy. */
  @ParameterizedTest
  @MethodSource("kinds")
  void theIcebergTableDoesNotHaveThem(SyncTable table) throws SQLException {
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    assertThat(columns()).startsWith("id name").doesNotContain("email", "te");
    source.validate(table);
    copyAll(source, table);
    TestSchema.execute(
        "INSERT INTO core_it.t VALUES (3, 'e@f', 'C', '{{1},{2}}');"
            + " ALTER TABLE core_it.t ADD more int");
    copyAll(source, table);

    assertThat(TestSchema.rows("SELECT id, name, more FROM core_it.lake ORDER BY 1"))
        .containsExactly("1|A|null", "2|B|null", "3|C|null");
    assertThat(columns()).doesNotContain("email", "te");
    assertThat(PgLakeVerifier.of(TestSchema.copier()).verify(table).agrees()).isTrue();
    assertThat(PgLakeVerifier.of(TestSchema.copier()).verify(table).notCompared()).isEmpty();
    assertThat(PgLakeDoctor.of(TestSchema.copier()).examine(List.of(table)))
        .noneMatch(finding -> finding.what().matches(".*(email|no \"\"te).*"));
  }

  /** A filter may use them, and they may change their type, or be renamed back and forth. */
  @Test
  void aFilterMayUseThem() throws SQLException {
    SyncTable table = TABLE.where("email LIKE 'a@%'");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table));
    copyAll(source, table);
    assertThat(TestSchema.rows("SELECT id FROM core_it.lake")).containsExactly("1");
    TestSchema.execute("ALTER TABLE core_it.t ALTER email TYPE varchar(10)");
    copyAll(source, table);
    assertThat(PgLakeVerifier.of(TestSchema.copier()).verify(table).agrees()).isTrue();
  }

  /** Otherwise readers would still see the values that were copied before. */
  @Test
  void aColumnThatIsExcludedLaterMustBeDroppedFromTheIcebergTable() throws SQLException {
    SyncTable copied = ALL.without("no \"te");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(copied));
    copyAll(source, copied);

    for (SyncTable table : List.of(TABLE, TABLE.schemaEvolution(SchemaEvolution.FULL))) {
      assertThatThrownBy(() -> source.copy(table))
          .isInstanceOf(NotAppliedException.class)
          .hasMessageContaining("has column \"email\", which without(...) excludes")
          .hasMessageContaining("ALTER TABLE \"core_it\".\"lake\" DROP COLUMN \"email\"");
    }
    TestSchema.execute("ALTER TABLE \"core_it\".\"lake\" DROP COLUMN \"email\"");
    TestSchema.execute("UPDATE core_it.t SET name = 'D', email = 'x' WHERE id = 1");
    copyAll(source, TABLE);

    assertThat(TestSchema.rows("SELECT id, name FROM core_it.lake ORDER BY 1"))
        .containsExactly("1|D", "2|B");
    assertThat(PgLakeVerifier.of(TestSchema.copier()).verify(TABLE).agrees()).isTrue();
  }

  /** A column with a wrong name would otherwise be copied. */
  @Test
  void aNameThatDoesNotExistStopsTheSetUpAndTheCopy() throws SQLException {
    SyncTable table = ALL.without("emial", "no \"te");
    assertThatThrownBy(() -> PgLakeSetup.of(TestSchema.postgres()).apply(List.of(table)))
        .hasMessageContaining(
            "Column \"emial\" of core_it.t, named in without(...), does not exist");
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    copyAll(source, TABLE);
    TestSchema.execute("ALTER TABLE core_it.t RENAME email TO mail");
    assertThatThrownBy(() -> source.copy(TABLE)).hasMessageContaining("does not exist");
    assertThat(columns()).doesNotContain("mail");
  }

  @Test
  void keysCannotBeExcluded() {
    assertThatThrownBy(
            () -> PgLakeSetup.of(TestSchema.postgres()).apply(List.of(ALL.without("id"))))
        .hasMessageContaining("is not among the columns to copy")
        .hasMessageContaining("remove it from without(...)");
    assertThatThrownBy(() -> ALL.key("id").without("id"))
        .hasMessageContaining("belongs to the key [id]");
    assertThatThrownBy(() -> ALL.columns("id", "name").without("name"))
        .hasMessageContaining("is among the columns to copy");
  }
}
