package io.lakehousesync.testkit.snowflake;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.jspecify.annotations.Nullable;

/** Writes rows and deletes to an Iceberg table, with one commit for each call. */
final class TableWriter {
  private final Table table;

  TableWriter(Table table) {
    this.table = table;
  }

  /** Appends rows, each given by its values in the order of the current columns. */
  DataFile append(@Nullable Object[]... rows) throws IOException {
    Schema schema = table.schema();
    DataWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .dataSchema(schema)
            .build()
            .newDataWriter(newFile("data"), PartitionSpec.unpartitioned(), null);
    try (writer) {
      for (@Nullable Object[] row : rows) {
        GenericRecord record = GenericRecord.create(schema);
        for (int i = 0; i < row.length; i++) {
          record.set(i, row[i]);
        }
        writer.write(record);
      }
    }
    DataFile file = writer.toDataFile();
    table.newAppend().appendFile(file).commit();
    return file;
  }

  /** Deletes rows of a data file by their positions. */
  void deletePositions(DataFile file, long... positions) throws IOException {
    PositionDeleteWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .build()
            .newPositionDeleteWriter(newFile("delete"), PartitionSpec.unpartitioned(), null);
    try (writer) {
      for (long position : positions) {
        writer.write(PositionDelete.<Record>create().set(file.location(), position));
      }
    }
    commit(writer.toDeleteFile());
  }

  /** Deletes the rows whose first column has a value, with an equality delete. */
  void deleteEqual(Object value) throws IOException {
    Schema key = new Schema(List.of(table.schema().columns().get(0)));
    EqualityDeleteWriter<Record> writer =
        new GenericFileWriterFactory.Builder(table)
            .equalityFieldIds(new int[] {key.columns().get(0).fieldId()})
            .equalityDeleteRowSchema(key)
            .build()
            .newEqualityDeleteWriter(newFile("delete"), PartitionSpec.unpartitioned(), null);
    try (writer) {
      GenericRecord record = GenericRecord.create(key);
      record.set(0, value);
      writer.write(record);
    }
    commit(writer.toDeleteFile());
  }

  /** Deletes a row of a data file with a deletion vector, which needs format version 3. */
  void deleteByVector(DataFile file, long position) throws IOException {
    BaseDVFileWriter writer =
        new BaseDVFileWriter(
            OutputFileFactory.builderFor(table, 1, 1).format(FileFormat.PUFFIN).build(),
            path -> null);
    try (writer) {
      writer.delete(file.location(), position, PartitionSpec.unpartitioned(), null);
    }
    commit(writer.result().deleteFiles().get(0));
  }

  private void commit(DeleteFile file) {
    table.newRowDelta().addDeletes(file).commit();
  }

  private EncryptedOutputFile newFile(String kind) {
    String location = table.location() + "/data/" + kind + "-" + UUID.randomUUID() + ".parquet";
    return EncryptedFiles.encryptedOutput(
        table.io().newOutputFile(location), EncryptionKeyMetadata.EMPTY);
  }
}
