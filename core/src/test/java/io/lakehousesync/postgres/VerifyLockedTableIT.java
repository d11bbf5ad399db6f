package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.VerifyOutcome;
import io.lakehousesync.verify.VerifyReport;
import java.sql.Connection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A verification that waits for a lock on the heap table. If it had taken its snapshot before, the
 * rewritten table would look empty.
 */
class VerifyLockedTableIT {
  private static final String REWRITE =
      "ALTER TABLE core_it.heap ALTER amount TYPE numeric(12,2) USING amount + 0";

  @ParameterizedTest
  @ValueSource(strings = {"ordered", "queue", "comparison"})
  void rewriteOfTheTableIsNoDifference(String tracking) throws Exception {
    VerifyReport report = verifyWhileItWaitsFor(REWRITE, table(tracking));

    assertThat(report.differences()).isEmpty();
    assertThat(report.counts().heapRows()).isEqualTo(51);
  }

  @Test
  void indexThatIsBuiltAgainIsNoDifference() throws Exception {
    VerifyReport report = verifyWhileItWaitsFor("REINDEX TABLE core_it.heap", table("xid"));

    assertThat(report.differences()).isEmpty();
    assertThat(report.counts().heapRows()).isEqualTo(51);
  }

  /**
   * The default replaces all rows of a table that has a new file, and compares again after that.
   */
  @ParameterizedTest
  @ValueSource(strings = {REWRITE, "CLUSTER core_it.heap USING heap_pkey"})
  void newFileIsNotComparedBeforeTheNextCopy(String statement) throws Exception {
    SyncTable table = table("xid");

    VerifyReport report = verifyWhileItWaitsFor(statement, table);

    assertThat(report.differences()).isEmpty();
    assertThat(report.outcome()).isEqualTo(VerifyOutcome.NOT_COMPARED);
    VerifiedTables.copy(table);
    VerifyReport next = PgLakeVerifier.of(TestSchema.postgres()).verify(table);
    assertThat(next.outcome()).isEqualTo(VerifyOutcome.AGREES);
    assertThat(next.counts().heapRows()).isEqualTo(51);
  }

  private static SyncTable table(String tracking) {
    return Objects.requireNonNull(VerifiedTables.byTracking().get(tracking));
  }

  private static VerifyReport verifyWhileItWaitsFor(String statement, SyncTable table)
      throws Exception {
    VerifiedTables.create(table, VerifiedTables.KEY);
    VerifiedTables.insert(0, 50);
    VerifiedTables.copy(table);
    PgLakeVerifier verifier = PgLakeVerifier.of(TestSchema.postgres());
    CompletableFuture<VerifyReport> verification;
    try (Connection rewriting = TestSchema.postgres().getConnection()) {
      rewriting.setAutoCommit(false);
      TestSchema.execute(rewriting, statement);
      verification = CompletableFuture.supplyAsync(() -> verifier.verify(table));
      await().until(() -> TestSchema.waits("%"));
      rewriting.commit();
    }
    return verification.join();
  }
}
