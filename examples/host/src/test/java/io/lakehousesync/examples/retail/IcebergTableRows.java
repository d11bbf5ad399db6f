package io.lakehousesync.examples.retail;

import io.lakehousesync.testkit.s3.S3Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Types.NestedField;

/** Reads a table from its metadata file with Iceberg's own reader, without PostgreSQL. */
final class IcebergTableRows {
  private IcebergTableRows() {}

  /** Returns all rows in any order, with values separated by bars. */
  static List<String> read(S3Settings s3, String metadataLocation) throws IOException {
    try (FileIO io = s3.newFileIO()) {
      Table table = new BaseTable(new StaticTableOperations(metadataLocation, io), "table");
      List<String> rows = new ArrayList<>();
      try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
        for (Record record : records) {
          List<String> values = new ArrayList<>();
          for (NestedField field : table.schema().columns()) {
            values.add(String.valueOf(record.getField(field.name())));
          }
          rows.add(String.join("|", values));
        }
      }
      return rows;
    }
  }
}
