package io.lakehousesync.testkit.pglake.internal.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * Runs Iceberg's own operations on a table without a catalog. A commit replaces the metadata in
 * memory; the caller writes the result once.
 */
final class InMemoryOperations implements TableOperations {
  private final FileIO io;
  private final Map<String, String> settings;
  private TableMetadata metadata;

  InMemoryOperations(FileIO io, TableMetadata metadata) {
    this(io, metadata, Map.of());
  }

  /**
   * Creates operations that use settings of the server.
   *
   * @param settings the settings, by the names of Iceberg's table properties. They are not written
   *     to the metadata file
   */
  InMemoryOperations(FileIO io, TableMetadata metadata, Map<String, String> settings) {
    this.io = io;
    this.metadata = metadata;
    this.settings = Map.copyOf(settings);
  }

  /** Returns the table on which Iceberg's operations run. It reports no metrics. */
  BaseTable table() {
    return new BaseTable(this, metadata.location(), report -> {});
  }

  /** Returns the metadata of the last commit. */
  TableMetadata committed() {
    return metadata;
  }

  @Override
  public TableMetadata current() {
    if (settings.isEmpty()) {
      return metadata;
    }
    Map<String, String> properties = new HashMap<>(metadata.properties());
    properties.putAll(settings);
    return metadata.replaceProperties(properties);
  }

  @Override
  public TableMetadata refresh() {
    return current();
  }

  @Override
  public void commit(TableMetadata base, TableMetadata changed) {
    metadata = settings.isEmpty() ? changed : changed.replaceProperties(metadata.properties());
  }

  @Override
  public FileIO io() {
    return io;
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return metadata.location() + "/metadata/" + fileName;
  }

  @Override
  public LocationProvider locationProvider() {
    return LocationProviders.locationsFor(metadata.location(), metadata.properties());
  }

  /** Returns a location for the {@code version}th metadata file, with a name in pg_lake's form. */
  String newMetadataLocation(int version) {
    return metadataFileLocation("%05d-%s.metadata.json".formatted(version, UUID.randomUUID()));
  }
}
