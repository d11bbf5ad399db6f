package io.lakehousesync.examples.peers.contestant;

import static io.lakehousesync.examples.trials.workload.TableProfile.Expectation.KEEPS;
import static io.lakehousesync.examples.trials.workload.TableProfile.PLAIN;

import io.lakehousesync.examples.trials.workload.TableProfile;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.WriteMode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The ways to copy, in the order in which they run. */
public enum Kind {
  /** The engine's own statement. */
  BARE(
      "bare",
      "INSERT ... SELECT ... WHERE id > last. Loses rows that commit late. Copies no updates and no"
          + " deletes."),
  /** The library. */
  LAKEHOUSE_SYNC(
      "lakehouse-sync",
      "Captures updates and deletes too. The set-up, which adds a column, an index and triggers to"
          + " the heap table, is not in the times."),
  /** The extension. */
  PG_INCREMENTAL("pg_incremental", "Copies new ids. Copies no updates and no deletes."),
  /** Apache Spark. */
  SPARK(
      "spark",
      "Ranges of ids. Loses rows that commit late. Copies no updates and no deletes. The start of"
          + " the Spark session is not in the times."),
  /** Debezium. */
  DEBEZIUM(
      "debezium",
      "Captures updates and deletes too, but the consumer of this comparison only appends inserted"
          + " rows. Delivers at least once. The first load includes the start of the connector.");

  /** The schema of all tables. */
  public static final String SCHEMA = "peers";

  /** The replication slot and the publication of Debezium. */
  public static final String SLOT = "peers_debezium";

  private final String label;
  private final String note;

  Kind(String label, String note) {
    this.label = label;
    this.note = note;
  }

  /** Returns the name in {@code --peers} and in reports. */
  public String label() {
    return label;
  }

  /** Returns what the way does, and what it does not do. */
  public String note() {
    return note;
  }

  /** Returns the names of all ways. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Kind::label).toList();
  }

  /** Returns the way with this name. */
  public static Optional<Kind> of(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
  }

  /** Returns the replication slot of this way; empty if it has none. */
  public Optional<String> slot() {
    return this == DEBEZIUM ? Optional.of(SLOT) : Optional.empty();
  }

  /**
   * Returns whether the Iceberg table belongs to pg_lake. The others have a catalog of their own.
   */
  boolean isInsidePostgres() {
    return this == BARE || this == LAKEHOUSE_SYNC || this == PG_INCREMENTAL;
  }

  /** Returns the heap table and the Iceberg table. */
  public TableProfile profile() {
    return new TableProfile(SCHEMA, label, KEEPS, WriteMode.APPEND, PLAIN, Set.of());
  }

  /** Returns the table as the library syncs it. */
  static SyncTable libraryTable() {
    TableProfile profile = LAKEHOUSE_SYNC.profile();
    return SyncTable.of(profile.heap(), profile.iceberg()).mode(profile.mode());
  }
}
