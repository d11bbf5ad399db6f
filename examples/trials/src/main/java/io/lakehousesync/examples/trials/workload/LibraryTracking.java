package io.lakehousesync.examples.trials.workload;

import static io.lakehousesync.examples.trials.workload.TableProfile.CACHED;
import static io.lakehousesync.examples.trials.workload.TableProfile.Expectation.KEEPS;
import static io.lakehousesync.examples.trials.workload.TableProfile.PLAIN;
import static io.lakehousesync.examples.trials.workload.WriteKind.DELETE;
import static io.lakehousesync.examples.trials.workload.WriteKind.HELD_OPEN;
import static io.lakehousesync.examples.trials.workload.WriteKind.IDS_FROM_MEMORY;
import static io.lakehousesync.examples.trials.workload.WriteKind.UPDATE;
import static io.lakehousesync.table.WriteMode.APPEND;
import static io.lakehousesync.table.WriteMode.UPSERT;

import io.lakehousesync.table.ChangeTracking;
import io.lakehousesync.table.SyncTable;
import java.util.List;
import java.util.Set;

/** A kind of tracking of the library, with a table for it. */
public record LibraryTracking(TableProfile profile, ChangeTracking tracking) {
  private static final Set<WriteKind> NO_DELETES = Set.of(UPDATE, IDS_FROM_MEMORY, HELD_OPEN);
  private static final Set<WriteKind> EVERYTHING =
      Set.of(UPDATE, DELETE, IDS_FROM_MEMORY, HELD_OPEN);

  /**
   * Returns every kind of tracking. The writers make all the writes that the guarantee of the kind
   * covers, so no row may be missing.
   */
  public static List<LibraryTracking> allIn(String schema) {
    return List.of(
        new LibraryTracking(
            new TableProfile(schema, "xid", KEEPS, UPSERT, CACHED, EVERYTHING),
            ChangeTracking.xid()),
        new LibraryTracking(
            new TableProfile(schema, "xid-append", KEEPS, APPEND, CACHED, NO_DELETES),
            ChangeTracking.xid()),
        new LibraryTracking(
            new TableProfile(schema, "marker", KEEPS, UPSERT, CACHED, NO_DELETES),
            ChangeTracking.marker("synced_at")),
        // These writes do not include HELD_OPEN. Ordered tracking waits for the transaction that is
        // held open, so it would copy all rows only at the end.
        new LibraryTracking(
            new TableProfile(schema, "ordered", KEEPS, APPEND, PLAIN, Set.of()),
            ChangeTracking.ordered("id")),
        new LibraryTracking(
            new TableProfile(schema, "queue", KEEPS, UPSERT, CACHED, EVERYTHING),
            ChangeTracking.queue()),
        new LibraryTracking(
            new TableProfile(schema, "compare", KEEPS, UPSERT, CACHED, EVERYTHING),
            ChangeTracking.comparison()));
  }

  /** Returns the table as a host syncs it. */
  public SyncTable table() {
    return SyncTable.of(profile.heap(), profile.iceberg()).tracking(tracking).mode(profile.mode());
  }
}
