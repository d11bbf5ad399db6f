package io.lakehousesync.examples.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.table.SyncTable;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table that a command line names. */
class TableArgumentTest {
  private static final SyncTable ORDERS = SyncTable.of("app.orders", "lake.orders");
  private static final SyncTable OTHER = SyncTable.of("app.\"ORDERS\"", "lake.others");

  @Test
  void eachNameOfATableFindsIt() {
    Map<String, SyncTable> tables = Map.of("o", ORDERS, "other", OTHER);

    for (String name : new String[] {"o", "app.orders", "lake.orders"}) {
      assertThat(TableArgument.find(tables, name)).isEqualTo(ORDERS);
    }
  }

  /** Otherwise a command could examine one table and name the other. */
  @Test
  void aNameOfTwoTablesIsRefused() {
    Map<String, SyncTable> tables = Map.of("app.orders", OTHER, "app.orders~2", ORDERS);

    assertThatThrownBy(() -> TableArgument.find(tables, "app.orders"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("'app.orders' is not one table of the configuration");
    assertThat(TableArgument.find(tables, "lake.orders")).isEqualTo(ORDERS);
  }
}
