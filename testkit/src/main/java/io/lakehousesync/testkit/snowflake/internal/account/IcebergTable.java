package io.lakehousesync.testkit.snowflake.internal.account;

import io.lakehousesync.testkit.snowflake.internal.sql.ObjectName;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.storage.ServedSnapshot;
import io.lakehousesync.testkit.snowflake.internal.value.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.TableMetadata;

/**
 * An Iceberg table of an external catalog. It serves one snapshot until it is refreshed.
 * Thread-safe; refreshes of one table run one after the other.
 */
public final class IcebergTable {
  /** A refresh that succeeded. */
  public record Refresh(Instant at, String queryId, ServedSnapshot snapshot) {}

  private final ObjectName name;
  private final String externalVolume;
  private final String catalogIntegration;
  private final String comment;
  private final Optional<AutoRefresh> autoRefresh;
  private final List<Refresh> history = new ArrayList<>();
  private volatile boolean autoRefreshWithoutEffect;
  private volatile Optional<ServedSnapshot> otherRows = Optional.empty();

  /** Creates a table of files in object storage. */
  public IcebergTable(
      ObjectName name,
      String externalVolume,
      String catalogIntegration,
      String comment,
      Refresh first) {
    this(name, externalVolume, catalogIntegration, comment, first, Optional.empty());
  }

  /** Creates a table that may have an automated refresh. */
  public IcebergTable(
      ObjectName name,
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

  public ObjectName name() {
    return name;
  }

  public String externalVolume() {
    return externalVolume;
  }

  public String catalogIntegration() {
    return catalogIntegration;
  }

  public String comment() {
    return comment;
  }

  /** Returns the automated refresh, or empty for a table of files in object storage. */
  public Optional<AutoRefresh> autoRefresh() {
    return autoRefresh;
  }

  /**
   * Sets AUTO_REFRESH. A table of files in object storage accepts it, shows a status, and is not
   * refreshed. Sources: docs.snowflake.com, "Automatically refresh Apache Iceberg tables"
   * (/en/user-guide/tables-iceberg-auto-refresh), which excludes such tables; for the status
   * terraform-provider-snowflake, pkg/sdk/testint/iceberg_tables_integration_test.go.
   */
  public void setAutoRefresh(boolean on) {
    autoRefresh.ifPresentOrElse(auto -> auto.set(on), () -> autoRefreshWithoutEffect = on);
  }

  /** Returns whether AUTO_REFRESH is set on a table of files in object storage. */
  public boolean hasAutoRefreshWithoutEffect() {
    return autoRefreshWithoutEffect;
  }

  public ServedSnapshot served() {
    synchronized (history) {
      return history.get(history.size() - 1).snapshot();
    }
  }

  /**
   * Returns the result of SYSTEM$GET_ICEBERG_TABLE_INFORMATION for this table. The documentation
   * does not say whether the location has the scheme of the volume or {@code s3}. The stand-in
   * chooses the scheme of the volume, which a client cannot compare with locations of PostgreSQL.
   */
  public String information(AccountObjects account) {
    String location = served().metadataLocation();
    return Json.object()
        .put(
            "metadataLocation",
            account
                .externalVolumes()
                .find(externalVolume)
                .map(volume -> volume.provider().written(location))
                .orElse(location))
        .put("status", "success")
        .toString();
  }

  /**
   * Returns the snapshot whose rows SELECT returns: the snapshot that a test has set, otherwise the
   * served snapshot.
   */
  public ServedSnapshot rows() {
    return otherRows.orElseGet(this::served);
  }

  /**
   * Makes SELECT permanently return the rows of another snapshot. The served snapshot does not
   * change.
   */
  public void serveRowsOf(ServedSnapshot other) {
    otherRows = Optional.of(other);
  }

  public Instant createdOn() {
    synchronized (history) {
      return history.get(0).at();
    }
  }

  /** Returns all refreshes, the oldest first. The first one is the creation of the table. */
  public List<Refresh> history() {
    synchronized (history) {
      return List.copyOf(history);
    }
  }

  /**
   * Serves the snapshot of another metadata file from now on.
   *
   * <p>A refresh to an older snapshot succeeds: Snowflake's documentation does not define it, and
   * the stand-in chooses the dangerous behavior. A snapshot with equality deletes has no effect and
   * raises no error, because a table that was registered before its first equality delete continues
   * to serve the last readable snapshot. The error for another table's file is the stand-in's
   * choice. The error for a table that was upgraded to format version 3 is documented on
   * docs.snowflake.com, "Automatically refresh Apache Iceberg tables"
   * (/en/user-guide/tables-iceberg-auto-refresh).
   *
   * @param file reads the metadata file
   * @throws SnowflakeError if the file cannot be served or belongs to another table
   */
  public synchronized void refresh(Supplier<ServedSnapshot> file, Clock clock, String queryId) {
    if (autoRefresh.isPresent()) {
      throw SnowflakeError.autoRefresh(
          "REFRESH with a path cannot be used for " + name + ", which follows a catalog");
    }
    ServedSnapshot next = file.get();
    check(served().metadata(), next.metadata());
    if (next.hasEqualityDeletes()) {
      return;
    }
    synchronized (history) {
      history.add(new Refresh(clock.instant(), queryId, next));
    }
  }

  /**
   * Serves the current snapshot of the catalog, as REFRESH without a path does.
   *
   * @throws SnowflakeError if it cannot be served
   */
  public void refreshFromCatalog(ServedSnapshot next, Clock clock, String queryId) {
    follow(next, clock, queryId);
    autoRefresh.ifPresent(AutoRefresh::refreshed);
  }

  /**
   * Serves the current snapshot of the catalog.
   *
   * @throws SnowflakeError if it cannot be served
   */
  public synchronized void follow(ServedSnapshot next, Clock clock, String queryId) {
    check(served().metadata(), next.metadata());
    if (next.hasEqualityDeletes()) {
      throw SnowflakeError.equalityDeletes(next.metadataLocation());
    }
    if (!next.metadataLocation().equals(served().metadataLocation())) {
      synchronized (history) {
        history.add(new Refresh(clock.instant(), queryId, next));
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
