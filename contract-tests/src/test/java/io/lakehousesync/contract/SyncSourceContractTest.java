package io.lakehousesync.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyncSourceContractTest {
  private static final SyncTable TABLE = SyncTable.of("t", "i");

  /** What is wrong, and the test of the contract that must fail. */
  enum Fault {
    NONE(""),
    COPIES_ALL_ROWS_EACH_TIME("copiesNewRowsAndOnlyThose"),
    COUNTS_A_ROW_THAT_IT_DID_NOT_COPY("copiesNothingWhenNothingIsNew"),
    IS_COMPLETE_THROUGH_THE_FUTURE("isCompleteThroughATimeBeforeTheCopyEnded"),
    IS_ALWAYS_UNCHANGED("aTableWithNewRowsIsNotUnchanged"),
    RUNS_TWO_COPIES_AT_THE_SAME_TIME("twoCallersCopyEachRowOnce"),
    ACCEPTS_NO_TABLE("acceptsAValidTable"),
    ACCEPTS_A_MISSING_TABLE("rejectsAMissingTable"),
    THROWS_THE_EXCEPTION_OF_ITS_DRIVER("copyFailsForAMissingTable"),
    STATES_NOTHING("statesItsGuarantee");

    final String test;

    Fault(String test) {
      this.test = test;
    }
  }

  private static Fault fault = Fault.NONE;

  @Test
  void anImplementationWithoutFaultPasses() {
    fault = Fault.NONE;

    assertThat(ContractRun.failures(Implementation.class)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aFaultFailsTheTestOfItsRule(Fault wrong) {
    fault = wrong;

    assertThat(ContractRun.failures(Implementation.class)).contains(wrong.test);
  }

  @Test
  void eachTestOfTheContractHasAFault() {
    assertThat(ContractRun.tests(SyncSourceContract.class))
        .containsExactlyElementsOf(
            Arrays.stream(Fault.values())
                .map(wrong -> wrong.test)
                .filter(test -> !test.isEmpty())
                .sorted()
                .toList());
  }

  static final class Implementation extends SyncSourceContract {
    private final FakeSource source = new FakeSource();

    @Override
    protected SyncSource source() {
      return source;
    }

    @Override
    protected SyncTable table() {
      return TABLE;
    }

    @Override
    protected SyncTable missingTable() {
      return SyncTable.of("missing", "i_missing");
    }

    @Override
    protected void insert(int from, int to) {
      source.insert(from, to);
    }

    @Override
    protected long icebergRows() {
      return source.iceberg.size();
    }

    @Override
    protected long icebergKeys() {
      return new HashSet<>(source.iceberg).size();
    }
  }

  /** A source of rows in memory, with at most one fault. */
  private static final class FakeSource implements SyncSource {
    final List<Integer> iceberg = new ArrayList<>();
    private final List<Integer> heap = new ArrayList<>();
    private final CountDownLatch bothRead = new CountDownLatch(2);
    private int copied;

    synchronized void insert(int from, int to) {
      IntStream.rangeClosed(from, to).forEach(heap::add);
    }

    @Override
    public CopyResult copy(SyncTable table) {
      if (!table.equals(TABLE)) {
        if (fault == Fault.THROWS_THE_EXCEPTION_OF_ITS_DRIVER) {
          throw new IllegalStateException("relation does not exist");
        }
        throw new NotAppliedException(
            NotAppliedException.Retry.POINTLESS, "The table does not exist.", null);
      }
      if (fault != Fault.RUNS_TWO_COPIES_AT_THE_SAME_TIME) {
        synchronized (this) {
          return write(newRows());
        }
      }
      List<Integer> rows = newRows();
      awaitTheOtherCaller();
      return write(rows);
    }

    private synchronized List<Integer> newRows() {
      int from = fault == Fault.COPIES_ALL_ROWS_EACH_TIME ? 0 : copied;
      return List.copyOf(heap.subList(from, heap.size()));
    }

    private synchronized CopyResult write(List<Integer> rows) {
      iceberg.addAll(rows);
      copied = heap.size();
      return CopyResult.complete(
          fault == Fault.COUNTS_A_ROW_THAT_IT_DID_NOT_COPY ? rows.size() + 1 : rows.size(),
          fault == Fault.IS_COMPLETE_THROUGH_THE_FUTURE
              ? Instant.now().plusSeconds(60)
              : Instant.now());
    }

    private void awaitTheOtherCaller() {
      bothRead.countDown();
      try {
        boolean unused = bothRead.await(2, SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Map<SyncTable, Instant> unchanged(Collection<SyncTable> tables) {
      return fault == Fault.IS_ALWAYS_UNCHANGED ? Map.of(TABLE, Instant.now()) : Map.of();
    }

    @Override
    public void validate(SyncTable table) {
      boolean valid = table.equals(TABLE) || fault == Fault.ACCEPTS_A_MISSING_TABLE;
      if (!valid || fault == Fault.ACCEPTS_NO_TABLE) {
        throw new ConfigurationException(List.of(table.source() + " does not exist."));
      }
    }

    @Override
    public String guarantee(SyncTable table) {
      return fault == Fault.STATES_NOTHING ? " " : "inserts";
    }
  }
}
