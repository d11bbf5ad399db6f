package io.lakehousesync.testkit.pglake.internal.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;

/** Writes a table's Parquet files. When a method returns, its file is in S3. */
public final class TableFiles {
  private static final Map<String, String> WRITE_PROPERTIES =
      Map.of(TableProperties.PARQUET_COMPRESSION, "snappy");

  private final FileIO io;

  public TableFiles(FileIO io) {
    this.io = io;
  }

  public FileIO io() {
    return io;
  }

  /** Supplies rows one by one. A row is valid until the next call. */
  public interface Rows {
    boolean next(GenericRecord row);
  }

  public DataFile writeRows(String location, Schema schema, Rows rows) {
    GenericRecord row = GenericRecord.create(schema);
    DataWriter<Record> writer = open(location, schema);
    try (writer) {
      while (rows.next(row)) {
        writer.write(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return writer.toDataFile();
  }

  private DataWriter<Record> open(String location, Schema schema) {
    try {
      return Parquet.writeData(newFile(location))
          .overwrite()
          .schema(schema)
          .setAll(WRITE_PROPERTIES)
          .createWriterFunc(GenericParquetWriter::create)
          .withSpec(PartitionSpec.unpartitioned())
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public DeleteFile writeDeletes(String location, DataFile file, Iterable<Long> positions) {
    try {
      PositionDeleteWriter<Record> writer =
          Parquet.writeDeletes(newFile(location))
              .overwrite()
              .setAll(WRITE_PROPERTIES)
              .metricsConfig(MetricsConfig.forPositionDelete())
              .withSpec(PartitionSpec.unpartitioned())
              .buildPositionWriter();
      try (writer) {
        PositionDelete<Record> delete = PositionDelete.create();
        for (long position : positions) {
          writer.write(delete.set(file.location(), position));
        }
      }
      return writer.toDeleteFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private OutputFile newFile(String location) {
    String name = UUID.randomUUID().toString();
    return io.newOutputFile(
        "%s/data/%s/%s.parquet".formatted(location, name.substring(0, 2), name));
  }
}
