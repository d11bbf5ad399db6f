package io.lakehousesync.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.table.TableName;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The contract of every {@link MetadataLocator}. A subclass states how to commit to two tables. */
public abstract class MetadataLocatorContract {
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
    TableName missing = new TableName("no such schema", "no such table");

    assertThat(locator().locate(List.of(missing, table()))).containsOnlyKeys(table());
  }

  @Test
  void aCommitChangesTheResultForItsTableOnly() throws Exception {
    List<TableName> both = List.of(table(), otherTable());
    var before = locator().locate(both);

    commit(table());

    var after = locator().locate(both);
    assertThat(after.get(table())).isNotEqualTo(before.get(table()));
    assertThat(after.get(otherTable())).isEqualTo(before.get(otherTable()));
  }

  @Test
  void runsAnActionWithTheNewestLocation() throws Exception {
    commit(table());
    AtomicReference<LocatedMetadata> newest = new AtomicReference<>();

    locator().withNewest(table(), newest::set);

    assertThat(newest.get()).isEqualTo(locator().locate(List.of(table())).get(table()));
  }

  @Test
  void runsNoActionForAMissingTable() {
    TableName missing = new TableName("no such schema", "no such table");

    assertThatThrownBy(() -> locator().withNewest(missing, location -> fail("was run")))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining(missing.toString());
  }

  @Test
  void returnsNothingForNoTables() {
    assertThat(locator().locate(List.of())).isEmpty();
  }
}
