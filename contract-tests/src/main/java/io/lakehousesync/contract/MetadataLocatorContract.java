package io.lakehousesync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.LocatedMetadata;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.table.TableName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The contract of every {@link MetadataLocator}. A subclass states how to commit to two tables. */
public abstract class MetadataLocatorContract {
  private static final TableName MISSING = new TableName("no such schema", "no such table");
  private static final int CALLS = 5;

  /** Returns the locator under test. */
  protected abstract MetadataLocator locator();

  /** Returns an Iceberg table. */
  protected abstract TableName table();

  /** Returns another Iceberg table. */
  protected abstract TableName otherTable();

  /** Commits a snapshot to a table. */
  protected abstract void commit(TableName table) throws Exception;

  @Test
  void findsSeveralTablesAtOnce() {
    assertThat(locator().locate(List.of(table(), otherTable())))
        .containsOnlyKeys(table(), otherTable());
  }

  @Test
  void hasNoEntryForAMissingTable() {
    assertThat(locator().locate(List.of(MISSING, table()))).containsOnlyKeys(table());
  }

  @Test
  void returnsNothingForNoTables() {
    assertThat(locator().locate(List.of())).isEmpty();
  }

  @Test
  void aCommitChangesTheResultForItsTableOnly() throws Exception {
    List<TableName> both = List.of(table(), otherTable());
    Map<TableName, LocatedMetadata> before = locator().locate(both);

    commit(table());

    Map<TableName, LocatedMetadata> after = locator().locate(both);
    assertThat(after.get(table())).isNotEqualTo(before.get(table()));
    assertThat(after.get(otherTable())).isEqualTo(before.get(otherTable()));
  }

  @Test
  void theNewestCommitWins() throws Exception {
    commit(table());
    MetadataLocation before = location();
    commit(table());
    commit(table());

    MetadataLocation after = location();
    assertThat(after).isNotEqualTo(before);
    assertThat(after.includes(before)).as("%s is later than %s", after, before).isTrue();
    assertThat(location()).isEqualTo(after);
  }

  @Test
  void locationsAreThoseThatTheCatalogMayServe() throws Exception {
    commit(table());
    LocatedMetadata located = located();

    assertThat(Optional.ofNullable(locator().locations(List.of(table(), MISSING)).get(table())))
        .isEqualTo(located.location());
    assertThat(locator().locations(List.of(MISSING))).isEmpty();
  }

  @Test
  void runsAnActionWithTheNewestLocation() throws Exception {
    commit(table());
    AtomicReference<LocatedMetadata> newest = new AtomicReference<>();

    locator().withNewest(table(), newest::set);

    assertThat(newest.get()).isEqualTo(located());
  }

  @Test
  void runsNoActionForAMissingTable() {
    assertThatThrownBy(() -> locator().withNewest(MISSING, location -> fail("was run")))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(MISSING.toString());
  }

  @Test
  void theExceptionOfAnActionReachesTheCallerAndTheNextActionRuns() throws Exception {
    commit(table());
    IllegalStateException failure = new IllegalStateException("the action failed");

    assertThatThrownBy(
            () ->
                locator()
                    .withNewest(
                        table(),
                        location -> {
                          throw failure;
                        }))
        .isSameAs(failure);

    AtomicReference<LocatedMetadata> next = new AtomicReference<>();
    locator().withNewest(table(), next::set);
    assertThat(next.get()).isNotNull();
  }

  @Test
  void twoCallersGetTheResultsOfTheirOwnTables() throws Exception {
    commit(table());
    commit(otherTable());
    MetadataLocator locator = locator();

    assertThat(TwoCallers.run(() -> locate(locator, table()), () -> locate(locator, otherTable())))
        .isEmpty();
  }

  private static void locate(MetadataLocator locator, TableName table) {
    for (int call = 0; call < CALLS; call++) {
      assertThat(locator.locate(List.of(table))).containsOnlyKeys(table);
    }
  }

  @Test
  void anInterruptedCallerGetsAnAnswerAndStaysInterrupted() throws Exception {
    commit(table());
    MetadataLocator locator = locator();

    InterruptedCall.assertAnswer(() -> locator.locate(List.of(table())));

    assertThat(locator.locate(List.of(table()))).containsOnlyKeys(table());
  }

  private LocatedMetadata located() {
    LocatedMetadata located = locator().locate(List.of(table())).get(table());
    assertThat(located).as("what was located for %s", table()).isNotNull();
    return Objects.requireNonNull(located);
  }

  private MetadataLocation location() {
    return located().location().orElseThrow(() -> new AssertionError("no location: " + located()));
  }
}
