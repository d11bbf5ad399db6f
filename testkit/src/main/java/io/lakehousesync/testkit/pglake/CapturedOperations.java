package io.lakehousesync.testkit.pglake;

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
 * Lets Iceberg's own operations run on a table without a catalog: a commit replaces the metadata in
 * memory, and whoever asked for it writes the result once.
 */
final class CapturedOperations implements TableOperations {
  private final FileIO io;
  private final Map<String, String> settings;
  private TableMetadata metadata;

  CapturedOperations(FileIO io, TableMetadata metadata) {
    this(io, metadata, Map.of());
  }

  /**
   * Operations that go by settings of the server.
   *
   * @param settings by the names of the properties with which Iceberg keeps the like in a table;
   *     they are not written
   */
  CapturedOperations(FileIO io, TableMetadata metadata, Map<String, String> settings) {
    this.io = io;
    this.metadata = metadata;
    this.settings = Map.copyOf(settings);
  }

  /** The table on which Iceberg's operations run. It reports no metrics. */
  BaseTable table() {
    return new BaseTable(this, metadata.location(), report -> {});
  }

  /** What was committed last. */
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

  /** The location of the {@code version}th metadata file, named as pg_lake does. */
  String newMetadataLocation(int version) {
    return metadataFileLocation("%05d-%s.metadata.json".formatted(version, UUID.randomUUID()));
  }
}
