package io.lakehousesync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link SyncSource}. A subclass provides a table whose rows have an integer
 * key. Its heap table and its Iceberg table are empty at the start of each test.
 */
public abstract class SyncSourceContract {
  /** Returns the source under test. */
  protected abstract SyncSource source();

  /** Returns a valid table. */
  protected abstract SyncTable table();

  /** Returns a table whose heap table and Iceberg table do not exist. */
  protected abstract SyncTable missingTable();

  /** Commits rows with the keys {@code from} to {@code to}, both included, to the heap table. */
  protected abstract void insert(int from, int to) throws Exception;

  /** Returns how many rows the Iceberg table has. */
  protected abstract long icebergRows() throws Exception;

  /** Returns how many different keys the Iceberg table has. */
  protected abstract long icebergKeys() throws Exception;

  @Test
  void copiesNewRowsAndOnlyThose() throws Exception {
    insert(1, 10);
    assertThat(copyAll()).isEqualTo(10);
    insert(11, 13);
    copyAll();

    assertThat(icebergRows()).isEqualTo(13);
    assertThat(icebergKeys()).isEqualTo(13);
  }

  @Test
  void copiesNothingWhenNothingIsNew() throws Exception {
    insert(1, 5);
    copyAll();

    assertThat(copyAll()).isZero();
    assertThat(icebergRows()).isEqualTo(5);
  }

  @Test
  void isCompleteThroughATimeBeforeTheCopyEnded() throws Exception {
    insert(1, 3);

    CopyResult result = source().copy(table());

    result
        .completeThrough()
        .ifPresent(through -> assertThat(through).isBeforeOrEqualTo(Instant.now()));
  }

  @Test
  void aTableWithNewRowsIsNotUnchanged() throws Exception {
    insert(1, 2);
    assertThat(source().unchanged(List.of(table()))).isEmpty();
    copyAll();
    insert(3, 3);

    assertThat(source().unchanged(List.of(table()))).isEmpty();
  }

  @Test
  void twoCallersCopyEachRowOnce() throws Exception {
    SyncSource source = source();
    insert(1, 50);

    assertThat(TwoCallers.run(() -> copyAll(source, table()), () -> copyAll(source, table())))
        .hasOnlyElementsOfType(LakehouseSyncException.class);
    copyAll();

    assertThat(icebergRows()).isEqualTo(50);
    assertThat(icebergKeys()).isEqualTo(50);
  }

  @Test
  void acceptsAValidTable() {
    source().validate(table());
  }

  @Test
  void rejectsAMissingTable() {
    assertThatThrownBy(() -> source().validate(missingTable()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(missingTable().source().toString());
  }

  @Test
  void copyFailsForAMissingTable() {
    assertThatThrownBy(() -> source().copy(missingTable())).isInstanceOf(NotAppliedException.class);
  }

  @Test
  void statesItsGuarantee() {
    assertThat(source().guarantee(table())).isNotBlank();
  }

  /** Copies batches until no more rows are ready. Returns how many rows were copied. */
  protected final long copyAll() {
    return copyAll(source(), table());
  }

  /** Copies batches until no more rows are ready. Returns how many rows were copied. */
  public static long copyAll(SyncSource source, SyncTable table) {
    long rows = 0;
    CopyResult batch;
    do {
      batch = source.copy(table);
      rows += batch.rows();
    } while (batch.remaining() == CopyResult.Remaining.READY);
    return rows;
  }
}
