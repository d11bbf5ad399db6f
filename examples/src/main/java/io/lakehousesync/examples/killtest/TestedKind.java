package io.lakehousesync.examples.killtest;

import static io.lakehousesync.examples.workload.Write.HELD_OPEN;
import static io.lakehousesync.examples.workload.Write.IDS_FROM_MEMORY;
import static io.lakehousesync.examples.workload.Write.UPDATE;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.SyncTable;
import io.lakehousesync.WriteMode;
import io.lakehousesync.examples.killtest.TwoTransactionsSource.Order;
import io.lakehousesync.examples.workload.Profile;
import io.lakehousesync.examples.workload.Profile.Expectation;
import io.lakehousesync.examples.workload.TrackedKind;
import io.lakehousesync.examples.workload.TrackedTable;
import io.lakehousesync.examples.workload.WorkloadTable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A kind of tracking under test: the library's, and two that differ from its {@code xid-append} in
 * nothing but that rows and checkpoint are committed one after the other.
 *
 * @param wrong in which order a wrong kind commits; empty for a kind of the library
 */
record TestedKind(TrackedKind kind, Optional<Order> wrong) {
  static final String SCHEMA = "killtest";

  static final List<TestedKind> OF_THE_LIBRARY =
      TrackedKind.allIn(SCHEMA).stream()
          .map(kind -> new TestedKind(kind, Optional.empty()))
          .toList();

  static final List<TestedKind> WRONG =
      List.of(
          wrong("two-transactions", Order.ROWS_FIRST),
          wrong("checkpoint-first", Order.CHECKPOINT_FIRST));

  private static TestedKind wrong(String name, Order order) {
    Profile profile =
        new Profile(
            SCHEMA,
            name,
            Expectation.NAIVE,
            WriteMode.APPEND,
            Profile.CACHED,
            Set.of(UPDATE, IDS_FROM_MEMORY, HELD_OPEN));
    return new TestedKind(new TrackedKind(profile, ChangeTracking.xid()), Optional.of(order));
  }

  static Stream<TestedKind> all() {
    return Stream.concat(OF_THE_LIBRARY.stream(), WRONG.stream());
  }

  /** The kinds with these names, in the order of the names. */
  static List<TestedKind> named(List<String> names) {
    return names.stream()
        .map(name -> all().filter(kind -> kind.name().equals(name)).findFirst().orElseThrow())
        .toList();
  }

  /** The kind whose table this is. */
  static TestedKind of(SyncTable table) {
    return all().filter(kind -> kind.table().equals(table)).findFirst().orElseThrow();
  }

  String name() {
    return kind.profile().name();
  }

  Profile profile() {
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
