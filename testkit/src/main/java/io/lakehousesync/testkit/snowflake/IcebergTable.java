package io.lakehousesync.testkit.snowflake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;

/**
 * An Iceberg table of an external catalog, which serves one snapshot until it is refreshed.
 * Thread-safe; refreshes of one table run one after the other.
 */
final class IcebergTable {
  /** A refresh that succeeded. */
  record Refresh(Instant at, String queryId, ServedSnapshot snapshot) {}

  private final TableName name;
  private final String externalVolume;
  private final String catalogIntegration;
  private final String comment;
  private final Optional<AutoRefresh> autoRefresh;
  private final List<Refresh> history = new ArrayList<>();
  private volatile Optional<ServedSnapshot> otherRows = Optional.empty();

  /** One of files in object storage. */
  IcebergTable(
      TableName name,
      String externalVolume,
      String catalogIntegration,
      String comment,
      Refresh first) {
    this(name, externalVolume, catalogIntegration, comment, first, Optional.empty());
  }

  /** One that may follow a catalog. */
  IcebergTable(
      TableName name,
      String externalVolume,
      String catalogIntegration,
      String comment,
      Refresh first,
      Optional<AutoRefresh> autoRefresh) {
    this.name = name;
    this.externalVolume = externalVolume;
    this.catalogIntegration = catalogIntegration;
    this.comment = comment;
    this.autoRefresh = autoRefresh;
    history.add(first);
  }

  TableName name() {
    return name;
  }

  String externalVolume() {
    return externalVolume;
  }

  String catalogIntegration() {
    return catalogIntegration;
  }

  String comment() {
    return comment;
  }

  /** How it follows a catalog; empty for a table of files in object storage. */
  Optional<AutoRefresh> autoRefresh() {
    return autoRefresh;
  }

  ServedSnapshot served() {
    synchronized (history) {
      return history.get(history.size() - 1).snapshot();
    }
  }

  /** The snapshot whose rows SELECT finds: the one that is served, unless a test says otherwise. */
  ServedSnapshot rows() {
    return otherRows.orElseGet(this::served);
  }

  /** Lets SELECT find other rows than those of the snapshot that is served, for good. */
  void serveRowsOf(ServedSnapshot other) {
    otherRows = Optional.of(other);
  }

  Instant createdOn() {
    synchronized (history) {
      return history.get(0).at();
    }
  }

  /** Every refresh, the creation included, the oldest first. */
  List<Refresh> history() {
    synchronized (history) {
      return List.copyOf(history);
    }
  }

  /**
   * Serves the snapshot of another metadata file from now on.
   *
   * <p>Going back to an older snapshot succeeds: Snowflake's documentation is silent about it, and
   * the stand-in assumes the dangerous answer. A snapshot with equality deletes changes nothing and
   * raises no error, since a table that was registered before its first equality delete goes on
   * serving what could last be read. The error for another table's file is the stand-in's choice;
   * the one for a table that was upgraded to format version 3 is documented on docs.snowflake.com,
   * "Automatically refresh Apache Iceberg tables" (/en/user-guide/tables-iceberg-auto-refresh).
   *
   * @throws SnowflakeError if the file cannot be served or belongs to another table
   */
  synchronized void refresh(String path, StatementContext context) {
    if (autoRefresh.isPresent()) {
      throw SnowflakeError.autoRefresh("REFRESH with a path is not for " + name);
    }
    ExternalVolume volume = context.catalog().externalVolumes().require(externalVolume);
    context.catalog().catalogIntegrations().require(catalogIntegration);
    ServedSnapshot next = context.metadata().read(MetadataPath.resolve(path, volume), volume);
    check(served().metadata(), next.metadata());
    if (next.hasEqualityDeletes()) {
      return;
    }
    synchronized (history) {
      history.add(new Refresh(context.clock().instant(), context.queryId(), next));
    }
  }

  /**
   * Serves what the catalog has.
   *
   * @throws SnowflakeError if it must not
   */
  synchronized void follow(ServedSnapshot next, StatementContext context) {
    check(served().metadata(), next.metadata());
    if (next.hasEqualityDeletes()) {
      throw SnowflakeError.equalityDeletes(next.metadataLocation());
    }
    if (!next.metadataLocation().equals(served().metadataLocation())) {
      synchronized (history) {
        history.add(new Refresh(context.clock().instant(), context.queryId(), next));
      }
    }
  }

  private void check(TableMetadata current, TableMetadata next) {
    if (!next.uuid().equals(current.uuid())) {
      throw SnowflakeError.anotherTable(name.toString(), current.uuid(), next.uuid());
    }
    if (current.formatVersion() < 3 && next.formatVersion() >= 3) {
      throw SnowflakeError.upgraded(name.toString(), next.formatVersion());
    }
  }
}
