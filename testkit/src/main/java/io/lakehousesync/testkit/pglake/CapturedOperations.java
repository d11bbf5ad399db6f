package io.lakehousesync.testkit.pglake;

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
  private TableMetadata metadata;

  CapturedOperations(FileIO io, TableMetadata metadata) {
    this.io = io;
    this.metadata = metadata;
  }

  /** The table on which Iceberg's operations run. It reports no metrics. */
  BaseTable table() {
    return new BaseTable(this, metadata.location(), report -> {});
  }

  @Override
  public TableMetadata current() {
    return metadata;
  }

  @Override
  public TableMetadata refresh() {
    return metadata;
  }

  @Override
  public void commit(TableMetadata base, TableMetadata changed) {
    metadata = changed;
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
