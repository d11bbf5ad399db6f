package io.lakehousesync.examples.trials.kill;

import static io.lakehousesync.examples.trials.workload.WriteKind.HELD_OPEN;
import static io.lakehousesync.examples.trials.workload.WriteKind.IDS_FROM_MEMORY;
import static io.lakehousesync.examples.trials.workload.WriteKind.UPDATE;

import io.lakehousesync.examples.trials.kill.TwoTransactionsSource.Order;
import io.lakehousesync.examples.trials.workload.LibraryTracking;
import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.examples.trials.workload.TableProfile.Expectation;
import io.lakehousesync.examples.trials.workload.TrackedTable;
import io.lakehousesync.examples.trials.workload.WorkloadTable;
import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A kind of tracking under test: one of the library's kinds, or one of two wrong kinds. A wrong
 * kind differs from {@code xid-append} only in one point: it commits rows and checkpoint in
 * separate transactions.
 *
 * @param wrong the order in which a wrong kind commits; empty for a kind of the library
 */
record TestedTracking(LibraryTracking kind, Optional<Order> wrong) {
  static final String SCHEMA = "killtest";

  static final List<TestedTracking> OF_THE_LIBRARY =
      LibraryTracking.allIn(SCHEMA).stream()
          .map(kind -> new TestedTracking(kind, Optional.empty()))
          .toList();

  static final List<TestedTracking> WRONG =
      List.of(
          wrong("two-transactions", Order.ROWS_FIRST),
          wrong("checkpoint-first", Order.CHECKPOINT_FIRST));

  private static TestedTracking wrong(String name, Order order) {
    TableProfile profile =
        new TableProfile(
            SCHEMA,
            name,
            Expectation.NAIVE,
            WriteMode.APPEND,
            TableProfile.CACHED,
            Set.of(UPDATE, IDS_FROM_MEMORY, HELD_OPEN));
    return new TestedTracking(
        new LibraryTracking(profile, ChangeTracking.xid()), Optional.of(order));
  }

  static Stream<TestedTracking> all() {
    return Stream.concat(OF_THE_LIBRARY.stream(), WRONG.stream());
  }

  /** Returns the kinds with these names, in the order of the names. */
  static List<TestedTracking> named(List<String> names) {
    return names.stream()
        .map(name -> all().filter(kind -> kind.name().equals(name)).findFirst().orElseThrow())
        .toList();
  }

  /** Returns the kind of this table. */
  static TestedTracking of(SyncTable table) {
    return all().filter(kind -> kind.table().equals(table)).findFirst().orElseThrow();
  }

  String name() {
    return kind.profile().name();
  }

  TableProfile profile() {
    return kind.profile();
  }

  SyncTable table() {
    return kind.table();
  }

  WorkloadTable over(DataSource postgres) {
    TrackedTable tables = new TrackedTable(kind, postgres);
    return wrong.isPresent() ? new TwoTransactionsTable(tables) : tables;
  }
}
