package io.lakehousesync.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.spi.LocatedMetadata;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.table.TableName;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetadataLocatorContractTest {
  private static final TableName TABLE = TableName.parse("lake.t");
  private static final TableName OTHER = TableName.parse("lake.o");

  /** What is wrong, and the test of the contract that must fail. */
  enum Fault {
    NONE(""),
    FINDS_ONLY_THE_FIRST_TABLE("findsSeveralTablesAtOnce"),
    INVENTS_A_FILE_FOR_A_MISSING_TABLE("hasNoEntryForAMissingTable"),
    FAILS_WITHOUT_TABLES("returnsNothingForNoTables"),
    REMEMBERS_THE_FIRST_RESULT("aCommitChangesTheResultForItsTableOnly"),
    RETURNS_AN_OLDER_FILE("theNewestCommitWins"),
    RETURNS_OTHER_LOCATIONS("locationsAreThoseThatTheCatalogMayServe"),
    RUNS_THE_ACTION_WITH_AN_OLD_LOCATION("runsAnActionWithTheNewestLocation"),
    FAILS_WITH_ANOTHER_TYPE_FOR_A_MISSING_TABLE("runsNoActionForAMissingTable"),
    SWALLOWS_THE_EXCEPTION_OF_AN_ACTION(
        "theExceptionOfAnActionReachesTheCallerAndTheNextActionRuns"),
    SHARES_ITS_STATE("twoCallersGetTheResultsOfTheirOwnTables"),
    SWALLOWS_THE_INTERRUPT("anInterruptedCallerGetsAnAnswerAndStaysInterrupted");

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
    assertThat(ContractRun.tests(MetadataLocatorContract.class))
        .containsExactlyElementsOf(
            Arrays.stream(Fault.values())
                .map(wrong -> wrong.test)
                .filter(test -> !test.isEmpty())
                .sorted()
                .toList());
  }

  static final class Implementation extends MetadataLocatorContract {
    private final FakeLocator locator = new FakeLocator();

    @Override
    protected MetadataLocator locator() {
      return locator;
    }

    @Override
    protected TableName table() {
      return TABLE;
    }

    @Override
    protected TableName otherTable() {
      return OTHER;
    }

    @Override
    protected void commit(TableName table) {
      locator.commits.merge(table, 1, Integer::sum);
    }
  }

  /** A locator of commits in memory, with at most one fault. */
  private static final class FakeLocator implements MetadataLocator {
    final Map<TableName, Integer> commits = new ConcurrentHashMap<>(Map.of(TABLE, 1, OTHER, 1));
    private final Map<TableName, LocatedMetadata> remembered = new ConcurrentHashMap<>();
    private final CyclicBarrier bothCallers = new CyclicBarrier(2);
    private volatile Collection<TableName> asked = List.of();

    @Override
    public Map<TableName, LocatedMetadata> locate(Collection<TableName> icebergTables) {
      Collection<TableName> tables = icebergTables;
      switch (fault) {
        case FAILS_WITHOUT_TABLES -> tables.iterator().next();
        case SWALLOWS_THE_INTERRUPT -> Thread.interrupted();
        case SHARES_ITS_STATE -> tables = afterTheOtherCaller(tables);
        default -> {}
      }
      Map<TableName, LocatedMetadata> located = new LinkedHashMap<>();
      for (TableName table : tables) {
        if (fault == Fault.INVENTS_A_FILE_FOR_A_MISSING_TABLE || commits.containsKey(table)) {
          located.put(table, newest(table));
        }
        if (fault == Fault.FINDS_ONLY_THE_FIRST_TABLE) {
          break;
        }
      }
      return located;
    }

    /** Stores the tables in a field. In a race, the other caller has replaced them. */
    private Collection<TableName> afterTheOtherCaller(Collection<TableName> tables) {
      asked = tables;
      if (Thread.currentThread().getName().startsWith("pool-")) {
        try {
          bothCallers.await(10, SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
          throw new IllegalStateException(e);
        }
      }
      return asked;
    }

    private LocatedMetadata newest(TableName table) {
      int commit = Objects.requireNonNull(commits.getOrDefault(table, 1));
      LocatedMetadata newest = file(table, commit);
      return switch (fault) {
        case REMEMBERS_THE_FIRST_RESULT ->
            Objects.requireNonNull(remembered.computeIfAbsent(table, unused -> newest));
        case RETURNS_AN_OLDER_FILE -> file(table, 1000 - commit);
        default -> newest;
      };
    }

    private static LocatedMetadata file(TableName table, int commit) {
      return new LocatedMetadata.Committed(
          new MetadataLocation(
              "s3://lake/%s/metadata/%05d-a.metadata.json".formatted(table.name(), commit)));
    }

    @Override
    public Map<TableName, MetadataLocation> locations(Collection<TableName> icebergTables) {
      return fault == Fault.RETURNS_OTHER_LOCATIONS
          ? Map.of()
          : MetadataLocator.super.locations(icebergTables);
    }

    @Override
    public void withNewest(TableName icebergTable, Consumer<LocatedMetadata> action) {
      switch (fault) {
        case RUNS_THE_ACTION_WITH_AN_OLD_LOCATION -> action.accept(file(icebergTable, 1));
        case FAILS_WITH_ANOTHER_TYPE_FOR_A_MISSING_TABLE ->
            action.accept(Objects.requireNonNull(locate(List.of(icebergTable)).get(icebergTable)));
        case SWALLOWS_THE_EXCEPTION_OF_AN_ACTION ->
            MetadataLocator.super.withNewest(icebergTable, swallowing(action));
        default -> MetadataLocator.super.withNewest(icebergTable, action);
      }
    }

    private static Consumer<LocatedMetadata> swallowing(Consumer<LocatedMetadata> action) {
      return located -> {
        try {
          action.accept(located);
        } catch (IllegalStateException e) {
          // The fault.
        }
      };
    }
  }
}
