package io.lakehousesync.s3;

import io.lakehousesync.spi.MetadataLocation;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.types.Types;

/**
 * A table that Iceberg writes without a catalog: each commit writes only a metadata file. Its data
 * files have no rows, because no test reads them.
 */
final class IcebergTableOnS3 implements TableOperations {
  static final Schema IDS = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  private final S3Lakehouse lake;
  private TableMetadata current;
  private int version;

  private IcebergTableOnS3(S3Lakehouse lake, TableMetadata metadata) {
    this.lake = lake;
    current = write(metadata);
  }

  static IcebergTableOnS3 create(S3Lakehouse lake, Schema schema, int formatVersion) {
    return new IcebergTableOnS3(
        lake,
        TableMetadata.newTableMetadata(
            schema,
            PartitionSpec.unpartitioned(),
            lake.newDirectory(),
            Map.of("format-version", String.valueOf(formatVersion))));
  }

  Table table() {
    return new BaseTable(this, "t");
  }

  MetadataLocation newest() {
    return new MetadataLocation(current.metadataFileLocation());
  }

  /** Commits a new data file, and returns it. */
  DataFile append() {
    String path = newFile();
    DataFile file =
        DataFiles.builder(PartitionSpec.unpartitioned())
            .withPath(path)
            .withFileSizeInBytes(5)
            .withRecordCount(1)
            .build();
    table().newAppend().appendFile(file).commit();
    return file;
  }

  /** Commits a new file of position deletes, and returns it. */
  DeleteFile deleteRow() {
    DeleteFile file =
        FileMetadata.deleteFileBuilder(PartitionSpec.unpartitioned())
            .ofPositionDeletes()
            .withPath(newFile())
            .withFileSizeInBytes(5)
            .withRecordCount(1)
            .build();
    table().newRowDelta().addDeletes(file).commit();
    return file;
  }

  /** Puts a file into the data directory that no commit contains. */
  String newFile() {
    String path = "%s/data/%s.parquet".formatted(current.location(), UUID.randomUUID());
    lake.put(path, "01234");
    return path;
  }

  private TableMetadata write(TableMetadata metadata) {
    String name = "%05d-%s.metadata.json".formatted(version++, UUID.randomUUID());
    String location = metadata.location() + "/metadata/" + name;
    TableMetadataParser.write(metadata, lake.io().newOutputFile(location));
    return TableMetadataParser.read(lake.io(), location);
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
    return lake.io();
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
