package io.lakehousesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SyncSource} must do. Inherit it, and say how to reach a table: its heap side
 * has rows with an integer key, and is empty at the start of each test, as is its Iceberg side.
 */
public abstract class SyncSourceContract {
  /** The source under test. */
  protected abstract SyncSource source();

  /** A table that the source can honour. */
  protected abstract SyncTable table();

  /** A table whose names do not exist. */
  protected abstract SyncTable missingTable();

  /** Commits rows with the keys {@code from} to {@code to}, both included, to the heap table. */
  protected abstract void insert(int from, int to) throws Exception;

  /** How many rows the Iceberg table holds. */
  protected abstract long icebergRows() throws Exception;

  /** How many different keys the Iceberg table holds. */
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
  void acceptsATableThatItCanHonour() {
    source().validate(table());
  }

  @Test
  void refusesATableThatIsNotThereWhenAsked() {
    assertThatThrownBy(() -> source().validate(missingTable()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(missingTable().source().toString());
  }

  @Test
  void leavesNothingBehindWhenATableIsNotThere() {
    assertThatThrownBy(() -> source().copy(missingTable())).isInstanceOf(NotAppliedException.class);
  }

  @Test
  void statesItsGuaranteeInWords() {
    assertThat(source().guarantee(table())).isNotBlank();
  }

  /** Copies batch after batch until no more is ready. */
  protected final long copyAll() {
    return copyAll(source(), table());
  }

  /** Copies batch after batch until no more is ready. */
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
