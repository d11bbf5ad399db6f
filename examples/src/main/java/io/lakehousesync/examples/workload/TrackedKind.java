package io.lakehousesync.examples.workload;

import static io.lakehousesync.WriteMode.APPEND;
import static io.lakehousesync.WriteMode.UPSERT;
import static io.lakehousesync.examples.workload.Profile.CACHED;
import static io.lakehousesync.examples.workload.Profile.Expectation.KEEPS;
import static io.lakehousesync.examples.workload.Profile.PLAIN;
import static io.lakehousesync.examples.workload.Write.DELETE;
import static io.lakehousesync.examples.workload.Write.HELD_OPEN;
import static io.lakehousesync.examples.workload.Write.IDS_FROM_MEMORY;
import static io.lakehousesync.examples.workload.Write.UPDATE;

import io.lakehousesync.ChangeTracking;
import io.lakehousesync.SyncTable;
import java.util.List;
import java.util.Set;

/** A kind of tracking of the library, with a table for it. */
public record TrackedKind(Profile profile, ChangeTracking tracking) {
  private static final Set<Write> NO_DELETES = Set.of(UPDATE, IDS_FROM_MEMORY, HELD_OPEN);
  private static final Set<Write> EVERYTHING = Set.of(UPDATE, DELETE, IDS_FROM_MEMORY, HELD_OPEN);

  /** Every kind, each with all the writes that its guarantee covers: nothing may be missing. */
  public static List<TrackedKind> allIn(String schema) {
    return List.of(
        new TrackedKind(
            new Profile(schema, "xid", KEEPS, UPSERT, CACHED, NO_DELETES), ChangeTracking.xid()),
        new TrackedKind(
            new Profile(schema, "xid-append", KEEPS, APPEND, CACHED, NO_DELETES),
            ChangeTracking.xid()),
        new TrackedKind(
            new Profile(schema, "marker", KEEPS, UPSERT, CACHED, NO_DELETES),
            ChangeTracking.marker("synced_at")),
        // Nothing held open: it waits for the table's writers, so it would copy all at the end.
        new TrackedKind(
            new Profile(schema, "ordered", KEEPS, APPEND, PLAIN, Set.of()),
            ChangeTracking.ordered("id")),
        new TrackedKind(
            new Profile(schema, "queue", KEEPS, UPSERT, CACHED, EVERYTHING),
            ChangeTracking.queue()),
        new TrackedKind(
            new Profile(schema, "compare", KEEPS, UPSERT, CACHED, EVERYTHING),
            ChangeTracking.comparison()));
  }

  /** The table as a host syncs it. */
  public SyncTable table() {
    return SyncTable.of(profile.heap(), profile.iceberg()).tracking(tracking).mode(profile.mode());
  }
}
