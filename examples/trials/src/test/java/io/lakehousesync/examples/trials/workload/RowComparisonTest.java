package io.lakehousesync.examples.trials.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.examples.trials.workload.RowComparison.Row;
import io.lakehousesync.table.WriteMode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that each planted difference is found and counted once. */
class RowComparisonTest {
  private static final List<Row> HEAP = List.of(row(1, 1), row(2, 3), row(3, 2));

  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void equalTablesAreClean(WriteMode mode) {
    RowComparison score = RowComparison.of(HEAP, List.of(row(3, 2), row(1, 1), row(2, 3)), mode);

    assertThat(score).isEqualTo(new RowComparison(3, 0, 0, 0, 0));
    assertThat(score.isClean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void aMissingKeyIsLost(WriteMode mode) {
    RowComparison score = RowComparison.of(HEAP, List.of(row(2, 3)), mode);

    assertThat(score).isEqualTo(new RowComparison(3, 2, 0, 0, 0));
    assertThat(score.isClean()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void aRepeatedRowIsDoubled(WriteMode mode) {
    RowComparison score =
        RowComparison.of(
            HEAP, List.of(row(1, 1), row(1, 1), row(1, 1), row(2, 3), row(3, 2)), mode);

    assertThat(score).isEqualTo(new RowComparison(3, 0, 2, 0, 0));
  }

  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void anOlderVersionIsStale(WriteMode mode) {
    RowComparison score = RowComparison.of(HEAP, List.of(row(1, 1), row(2, 2), row(3, 1)), mode);

    assertThat(score).isEqualTo(new RowComparison(3, 0, 0, 2, 0));
  }

  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void aKeyThatTheHeapLacksIsAGhost(WriteMode mode) {
    RowComparison score =
        RowComparison.of(HEAP, List.of(row(1, 1), row(2, 3), row(3, 2), row(4, 1)), mode);

    assertThat(score).isEqualTo(new RowComparison(3, 0, 0, 0, 1));
  }

  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void aVersionThatTheHeapNeverHadIsAGhost(WriteMode mode) {
    RowComparison score = RowComparison.of(HEAP, List.of(row(1, 2), row(2, 3), row(3, 2)), mode);

    assertThat(score).isEqualTo(new RowComparison(3, 0, 0, 0, 1));
  }

  @Test
  void olderVersionsAreExpectedIfUpdatesAreFurtherRows() {
    List<Row> iceberg = List.of(row(1, 1), row(2, 1), row(2, 3), row(3, 1), row(3, 2));

    assertThat(RowComparison.of(HEAP, iceberg, WriteMode.APPEND).isClean()).isTrue();
    assertThat(RowComparison.of(HEAP, iceberg, WriteMode.UPSERT))
        .isEqualTo(new RowComparison(3, 0, 2, 0, 0));
  }

  private static Row row(long id, int version) {
    return new Row(id, version);
  }
}
