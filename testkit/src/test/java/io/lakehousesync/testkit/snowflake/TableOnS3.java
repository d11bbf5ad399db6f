package io.lakehousesync.testkit.snowflake;

import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/** An Iceberg table on S3 without a catalog: each commit writes a metadata file only. */
final class TableOnS3 implements TableOperations {
  private final FileIO io;
  private TableMetadata current;
  private int version;

  private TableOnS3(FileIO io, TableMetadata metadata) {
    this.io = io;
    current = write(metadata);
  }

  static Table create(FileIO io, String location, Schema schema) {
    TableMetadata metadata =
        TableMetadata.newTableMetadata(
            schema, PartitionSpec.unpartitioned(), location, Map.of("format-version", "2"));
    return new BaseTable(new TableOnS3(io, metadata), location);
  }

  /** Returns the path of a table's newest metadata file, relative to the bucket. */
  static String path(Table table) {
    String location = ((BaseTable) table).operations().current().metadataFileLocation();
    return location.substring("s3://lake/".length());
  }

  private TableMetadata write(TableMetadata metadata) {
    String name = "%05d-%s.metadata.json".formatted(version++, UUID.randomUUID());
    String location = metadata.location() + "/metadata/" + name;
    TableMetadataParser.write(metadata, io.newOutputFile(location));
    return TableMetadataParser.read(io, location);
  }

  @Override
  public TableMetadata current() {
    return current;
  }

  @Override
  public TableMetadata refresh() {
    return current;
  }

  @Override
  public void commit(TableMetadata base, TableMetadata metadata) {
    current = write(metadata);
  }

  @Override
  public FileIO io() {
    return io;
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return current.location() + "/metadata/" + fileName;
  }

  @Override
  public LocationProvider locationProvider() {
    return LocationProviders.locationsFor(current.location(), current.properties());
  }
}
