package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.Finding.Severity;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.testkit.LakehouseUnderTest;
import io.lakehousesync.verify.CatalogVerdict;
import io.lakehousesync.verify.Difference;
import io.lakehousesync.verify.Difference.Cause;
import io.lakehousesync.verify.Difference.Kind;
import io.lakehousesync.verify.RepairPlan;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Rows that a policy hides from the sync role are not taken for deleted rows, and not for equal.
 */
class RowSecurityIT {
  private static final String ROLE = "core_it_sync";
  private static final int ROWS = 20;

  private static void create(SyncTable table) throws SQLException {
    VerifiedTables.create(table, VerifiedTables.KEY);
    TestSchema.execute(
        """
        DROP ROLE IF EXISTS core_it_sync;
        CREATE ROLE core_it_sync IN ROLE lake_read_write;
        GRANT USAGE ON SCHEMA core_it, lakehouse_sync TO core_it_sync;
        GRANT ALL ON ALL TABLES IN SCHEMA core_it, lakehouse_sync TO core_it_sync
        """);
    VerifiedTables.insert(0, ROWS - 1);
    VerifiedTables.copy(table);
  }

  /** From now on, the sync role sees no more than half of the rows. */
  private static void hideRows() throws SQLException {
    TestSchema.execute(
        """
        ALTER TABLE core_it.heap ENABLE ROW LEVEL SECURITY;
        CREATE POLICY few ON core_it.heap TO core_it_sync USING (a = 0)
        """);
  }

  private static DataSource syncRole() {
    LakehouseUnderTest lakehouse = LakehouseUnderTest.shared();
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(lakehouse.jdbcUrl());
    dataSource.setUser(lakehouse.user());
    dataSource.setPassword(lakehouse.password());
    dataSource.setOptions("-c role=" + ROLE);
    return dataSource;
  }

  @AfterEach
  void dropRole() throws SQLException {
    TestSchema.execute("DROP OWNED BY core_it_sync CASCADE; DROP ROLE core_it_sync");
  }

  @ParameterizedTest
  @ValueSource(strings = {"xid", "xid-append", "marker", "ordered", "queue", "comparison"})
  void neitherCopiesNorVerifiesNorDeletesIfRowsAreHidden(String tracking) throws SQLException {
    SyncTable table = Objects.requireNonNull(VerifiedTables.byTracking().get(tracking));
    create(table);
    SyncSource source = PgLakeSource.of(syncRole());
    PgLakeVerifier verifier = PgLakeVerifier.of(syncRole());
    assertThat(source.copy(table).rows()).isZero();
    assertThat(verifier.verify(table).agrees()).isTrue();
    hideRows();
    if (!tracking.equals("ordered")) {
      TestSchema.execute("UPDATE core_it.heap SET note = 'new'");
    }
    VerifiedTables.insert(ROWS, ROWS + 1);

    assertStops(() -> source.copy(table));
    assertStops(() -> verifier.verify(table));
    assertStops(() -> verifier.continuously(table).next());
    assertStops(
        () ->
            verifier.repair(
                new RepairPlan(
                    table,
                    List.of(
                        new RepairPlan.Range(
                            List.of(
                                Difference.inIceberg(
                                    Kind.EXTRA, Cause.FAULT, List.of("1", "A0"))))),
                    CatalogVerdict.Cure.NONE)));

    assertThat(TestSchema.number("SELECT count(*) FROM core_it.lake")).isEqualTo(ROWS);
    TestSchema.execute("ALTER ROLE core_it_sync BYPASSRLS");
    source.copy(table);
    assertThat(TestSchema.number("SELECT count(*) FROM core_it.lake")).isGreaterThan(ROWS);
    assertThat(verifier.verify(table).agrees()).isTrue();
  }

  private static void assertStops(ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("query would be affected by row-level security policy")
        .hasMessageContaining("(SQLSTATE 42501). Nothing was committed. ")
        .hasMessageEndingWith(
            "Policies may hide rows of this table from the sync role. Run ALTER ROLE … BYPASSRLS for"
                + " this role, or remove the policies.");
  }

  @Test
  void theOwnerOfATableWithForcedRowSecurityIsToldHowToReadIt() throws SQLException {
    SyncTable table = Objects.requireNonNull(VerifiedTables.byTracking().get("comparison"));
    create(table);
    hideRows();
    TestSchema.execute(
        """
        ALTER TABLE core_it.heap FORCE ROW LEVEL SECURITY;
        ALTER TABLE core_it.heap OWNER TO core_it_sync
        """);

    assertThatThrownBy(() -> PgLakeSource.of(syncRole()).copy(table))
        .hasMessageEndingWith(
            "Policies may hide rows of this table from the sync role, which owns it. Run ALTER TABLE"
                + " … NO FORCE ROW LEVEL SECURITY, or ALTER ROLE … BYPASSRLS for this role.");
    TestSchema.execute("ALTER TABLE core_it.heap NO FORCE ROW LEVEL SECURITY");
    assertThat(PgLakeSource.of(syncRole()).copy(table).rows()).isZero();
  }

  @Test
  void theDoctorReportsAnErrorWithItsCure() throws SQLException {
    SyncTable table = Objects.requireNonNull(VerifiedTables.byTracking().get("xid"));
    create(table);
    hideRows();

    List<Finding> findings =
        PgLakeDoctor.of(syncRole()).examine(List.of(table)).stream()
            .filter(finding -> finding.code().equals("row-security"))
            .toList();

    assertThat(findings).singleElement().satisfies(RowSecurityIT::isAnError);
    TestSchema.execute(findings.get(0).cure());
    assertThat(PgLakeDoctor.of(syncRole()).examine(List.of(table)))
        .extracting(Finding::code)
        .doesNotContain("row-security");
  }

  private static void isAnError(Finding finding) {
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.what())
        .isEqualTo(
            "Row security is active on \"core_it\".\"heap\" for core_it_sync: copies and"
                + " verifications of the table fail, because its policies may hide rows.");
    assertThat(finding.cure()).isEqualTo("ALTER ROLE core_it_sync BYPASSRLS");
  }
}
