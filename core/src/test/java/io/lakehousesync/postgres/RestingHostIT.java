package io.lakehousesync.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.contract.SyncSourceContract;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A host has nothing to copy, and its check finds no change. Then something else changes what its
 * next copy would say of the table. The host must copy, instead of calling the table complete.
 */
class RestingHostIT {
  private static final SyncTable SALES = SyncTable.of("core_it.sales", "core_it.iceberg_sales");

  private final PgLakeSource resting = PgLakeSource.of(TestSchema.copier());
  private final PgLakeSource other = PgLakeSource.of(TestSchema.copier());

  @BeforeEach
  void createTables() throws SQLException {
    TestSchema.recreate(
        """
        CREATE TYPE core_it.state AS ENUM ('open', 'paid');
        CREATE TABLE core_it.sales (id int PRIMARY KEY, amount int, state core_it.state);
        INSERT INTO core_it.sales VALUES (1, 10, 'open'), (2, 20, 'paid')
        """);
    PgLakeSetup.of(TestSchema.postgres()).apply(List.of(SALES));
    for (int run = 0; run < 2; run++) {
      assertThat(resting.unchanged(List.of(SALES))).isEmpty();
      SyncSourceContract.copyAll(resting, SALES);
    }
    assertThat(resting.unchanged(List.of(SALES))).containsOnlyKeys(SALES);
  }

  @Test
  void anotherHostLeavesOutAColumn() throws SQLException {
    TestSchema.execute("UPDATE core_it.sales SET amount = 11 WHERE id = 1");
    SyncSourceContract.copyAll(other, SALES.columns("id", "state"));

    assertThat(resting.unchanged(List.of(SALES))).isEmpty();
    assertThatThrownBy(() -> resting.copy(SALES)).hasMessageContaining("new baseline");
  }

  @Test
  void anotherHostKeepsDeletedRows() throws SQLException {
    TestSchema.execute(
        "DELETE FROM core_it.sales WHERE id = 1; UPDATE core_it.sales SET amount = 21 WHERE id = 2");
    SyncSourceContract.copyAll(other, SALES.deletes(Deletes.KEEP));

    assertThat(resting.unchanged(List.of(SALES))).isEmpty();
    assertThatThrownBy(() -> resting.copy(SALES)).isInstanceOf(NotAppliedException.class);
  }

  @Test
  void anotherHostHasAFilter() throws SQLException {
    SyncTable filtered = SALES.where("amount > 15");
    PgLakeSetup.of(TestSchema.postgres()).newBaseline(filtered);
    SyncSourceContract.copyAll(other, filtered);

    assertThat(resting.unchanged(List.of(SALES))).isEmpty();
    assertThatThrownBy(() -> resting.copy(SALES)).isInstanceOf(NotAppliedException.class);
  }

  @Test
  void anotherHostCopiesWhileAnEnumValueHasAnotherName() throws SQLException {
    TestSchema.execute("ALTER TYPE core_it.state RENAME VALUE 'paid' TO 'closed'");
    SyncSourceContract.copyAll(other, SALES);
    TestSchema.execute("ALTER TYPE core_it.state RENAME VALUE 'closed' TO 'paid'");

    assertThat(resting.unchanged(List.of(SALES))).isEmpty();
    SyncSourceContract.copyAll(resting, SALES);
    assertSameRows();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE core_it.sales DROP CONSTRAINT sales_pkey",
        "ALTER TABLE core_it.sales ENABLE ROW LEVEL SECURITY"
      })
  void theTableCanNoLongerBeCopied(String change) throws SQLException {
    TestSchema.execute(change);

    assertThat(resting.unchanged(List.of(SALES))).isEmpty();
    assertThatThrownBy(() -> resting.copy(SALES)).isInstanceOf(NotAppliedException.class);
  }

  /** A child by INHERITS fires no trigger of the parent, so that copies stop. */
  @Test
  void theTableGetsAChildWithRows() throws SQLException {
    TestSchema.execute(
        """
        CREATE TABLE core_it.old_sales (LIKE core_it.sales);
        INSERT INTO core_it.old_sales SELECT id + 100, amount, state, '3' FROM core_it.sales;
        ALTER TABLE core_it.old_sales INHERIT core_it.sales
        """);

    assertThat(resting.unchanged(List.of(SALES))).isEmpty();
    assertThatThrownBy(() -> resting.copy(SALES)).hasMessageContaining("old_sales");
  }

  private static void assertSameRows() throws SQLException {
    TestSchema.assertEqual("core_it.sales", "core_it.iceberg_sales", "id, amount, state");
  }
}
