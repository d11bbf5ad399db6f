package io.lakehousesync.examples.peers.debezium;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/** An Iceberg table to which batches of rows are appended: one Parquet file for each batch. */
final class IcebergAppends implements AutoCloseable {
  private static final TableIdentifier NAME = TableIdentifier.of("peers", "rows");
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "version", Types.IntegerType.get()),
          Types.NestedField.optional(3, "payload", Types.StringType.get()));

  private final JdbcCatalog catalog = new JdbcCatalog();
  private final Table table;

  /** Creates the table. */
  IcebergAppends(Map<String, String> catalogProperties) {
    catalog.initialize("lake", catalogProperties);
    catalog.createNamespace(Namespace.of("peers"));
    table = catalog.createTable(NAME, SCHEMA);
  }

  static Record row(long id, int version, String payload) {
    GenericRecord row = GenericRecord.create(SCHEMA);
    row.set(0, id);
    row.set(1, version);
    row.set(2, payload);
    return row;
  }

  /** Writes the rows to a file, and commits a snapshot that adds the file. */
  void append(List<Record> rows) throws IOException {
    String location = table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet");
    DataWriter<Record> writer =
        Parquet.writeData(table.io().newOutputFile(location))
            .forTable(table)
            .withSpec(PartitionSpec.unpartitioned())
            .createWriterFunc(GenericParquetWriter::create)
            .build();
    try (writer) {
      writer.write(rows);
    }
    table.newAppend().appendFile(writer.toDataFile()).commit();
  }

  /** Returns the location of the metadata file of the last commit. */
  String metadataLocation() {
    return ((BaseTable) table).operations().current().metadataFileLocation();
  }

  /** Drops the table with its files. */
  @Override
  public void close() throws IOException {
    catalog.dropTable(NAME, true);
    catalog.close();
  }
}
