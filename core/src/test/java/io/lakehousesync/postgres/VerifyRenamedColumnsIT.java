package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.table.SchemaEvolution;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.VerifyOutcome;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns have other names or other partners than at the last copy. */
class VerifyRenamedColumnsIT {
  private static final String SWAP =
      """
      ALTER TABLE core_it.t RENAME a TO c;
      ALTER TABLE core_it.t RENAME b TO a;
      ALTER TABLE core_it.t RENAME c TO b
      """;

  private static final SyncTable TABLE =
      SyncTable.of("core_it.t", "core_it.lake").schemaEvolution(SchemaEvolution.FULL);

  private final PgLakeSource source = PgLakeSource.of(TestSchema.copier());
  private final PgLakeVerifier verifier = PgLakeVerifier.of(TestSchema.copier());

  @BeforeEach
  void copyTable() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TABLE core_it.t (id int PRIMARY KEY, a text, b text);
        INSERT INTO core_it.t SELECT i, 'a' || i, 'b' || i FROM generate_series(1, 5) AS i
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(TABLE));
    SyncSourceContract.copyAll(source, TABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SWAP,
        "ALTER TABLE core_it.t RENAME a TO c",
        "ALTER TABLE core_it.t DROP a; ALTER TABLE core_it.t ADD a text"
      })
  void columnsThatTheNextCopyFollowsAreNotCompared(String change) throws SQLException {
    TestSchema.execute(change);

    VerifyReport report = verifier.verify(TABLE);

    assertThat(report.differences()).isEmpty();
    assertThat(report.outcome()).isEqualTo(VerifyOutcome.NOT_COMPARED);
    SyncSourceContract.copyAll(source, TABLE);
    assertThat(verifier.verify(TABLE).outcome()).isEqualTo(VerifyOutcome.AGREES);
  }

  @ParameterizedTest
  @ValueSource(strings = {SWAP, "ALTER TABLE core_it.t RENAME a TO c"})
  void nothingIsRepairedBeforeTheCopyThatFollowsARename(String change) throws SQLException {
    TestSchema.execute("DELETE FROM core_it.lake WHERE id = 3");
    RepairPlan plan = RepairPlan.of(verifier.verify(TABLE));
    TestSchema.execute(change);

    assertThatThrownBy(() -> verifier.repair(plan))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("Let the sync copy the table first");

    SyncSourceContract.copyAll(source, TABLE);
    verifier.repair(RepairPlan.of(verifier.verify(TABLE)));
    assertThat(verifier.verify(TABLE).outcome()).isEqualTo(VerifyOutcome.AGREES);
  }

  @Test
  void nothingIsRepairedWithoutAColumnThatIsCopied() throws SQLException {
    SyncTable without = TABLE.columns("id", "b");
    TestSchema.execute("UPDATE core_it.lake SET b = 'wrong' WHERE id = 3");
    RepairPlan plan = RepairPlan.of(verifier.verify(without));

    assertThatThrownBy(() -> verifier.repair(plan))
        .hasMessageContaining("repair it with the configuration of the sync");

    verifier.repair(RepairPlan.of(verifier.verify(TABLE)));
    TestSchema.assertEqual("core_it.t", "core_it.lake", "id, a, b");
  }
}
