package io.lakehousesync.testkit.snowflake.internal.select;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import io.lakehousesync.testkit.snowflake.internal.statement.TableSource;
import io.lakehousesync.testkit.snowflake.internal.storage.DataFiles;
import io.lakehousesync.testkit.snowflake.internal.storage.ServedSnapshot;
import io.lakehousesync.testkit.snowflake.internal.value.EngineSql;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The rows of one Iceberg snapshot: its data files, read by the field ids of the current schema,
 * without the rows that position deletes name.
 *
 * <p>Column names are folded to upper case, because in Snowflake unquoted identifiers find the
 * lower-case names of an Iceberg table. Names that differ only in case are rejected. In a
 * catalog-linked database, columns keep the names of the catalog; source: docs.snowflake.com, "Use
 * a catalog-linked database for Apache Iceberg tables"
 * (/en/user-guide/tables-iceberg-catalog-linked-database). Default values of format version 3 are
 * rejected.
 */
final class IcebergSource implements TableSource {
  private final ServedSnapshot snapshot;
  private final Names columnNames;
  private final List<NestedField> readable = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();

  /** The names that the columns have in Snowflake. */
  enum Names {
    UPPER_CASE,
    OF_CATALOG
  }

  IcebergSource(ServedSnapshot snapshot, Names columnNames) {
    this.snapshot = snapshot;
    this.columnNames = columnNames;
    Set<String> names = new LinkedHashSet<>();
    for (NestedField field : snapshot.metadata().schema().columns()) {
      if (!names.add(name(field))) {
        throw SnowflakeError.notSupported("column names that differ in case only: " + name(field));
      }
      if (ColumnTypes.engineType(field.type()).isPresent() && field.initialDefault() == null) {
        readable.add(field);
      } else {
        unreadable.add(name(field));
      }
    }
  }

  private String name(NestedField field) {
    return IcebergColumns.name(field, columnNames);
  }

  @Override
  public List<String> columns() {
    return readable.stream().map(this::name).toList();
  }

  @Override
  public List<String> unreadableColumns() {
    return List.copyOf(unreadable);
  }

  @Override
  public Set<String> structuredColumns() {
    return readable.stream()
        .filter(field -> field.type().isNestedType())
        .map(this::name)
        .collect(Collectors.toSet());
  }

  @Override
  public String sql(DataFiles files) {
    if (readable.isEmpty()) {
      throw SnowflakeError.notSupported(
          "a table without a readable column: " + snapshot.metadataLocation());
    }
    return snapshot.files().isEmpty() ? emptySql() : filesSql(files);
  }

  private String emptySql() {
    return readable.stream()
        .map(field -> "CAST(NULL AS " + type(field) + ") AS " + EngineSql.identifier(name(field)))
        .collect(Collectors.joining(", ", "SELECT ", " WHERE FALSE"));
  }

  private String filesSql(DataFiles files) {
    String columns =
        readable.stream()
            .map(field -> "f" + field.fieldId() + " AS " + EngineSql.identifier(name(field)))
            .collect(Collectors.joining(", "));
    String schema =
        readable.stream()
            .map(
                field ->
                    "%d: {name: 'f%d', type: %s, default_value: NULL}"
                        .formatted(
                            field.fieldId(), field.fieldId(), EngineSql.literal(type(field))))
            .collect(Collectors.joining(", "));
    List<String> data = snapshot.files().stream().map(task -> task.file().location()).toList();
    return """
        SELECT %s
        FROM read_parquet(%s, schema = MAP {%s}, file_row_number = true, filename = true) r
        WHERE %s
        """
        .formatted(columns, local(data, files), schema, notDeleted(files));
  }

  private String notDeleted(DataFiles files) {
    Set<String> deletes = new LinkedHashSet<>();
    List<String> pairs = new ArrayList<>();
    for (FileScanTask task : snapshot.files()) {
      if (!task.deletes().isEmpty()) {
        String location = task.file().location();
        pairs.add(
            "(%s, %s)"
                .formatted(EngineSql.literal(location), EngineSql.literal(files.local(location))));
      }
      task.deletes().stream().map(DeleteFile::location).forEach(deletes::add);
    }
    if (deletes.isEmpty()) {
      return "TRUE";
    }
    return """
        NOT EXISTS (
          SELECT 1
          FROM read_parquet(%s) d
          JOIN (VALUES %s) p(location, copy) ON d.file_path = p.location
          WHERE p.copy = r.filename AND d.pos = r.file_row_number)
        """
        .formatted(local(deletes, files), String.join(", ", pairs));
  }

  private static String local(Iterable<String> locations, DataFiles files) {
    List<String> literals = new ArrayList<>();
    locations.forEach(location -> literals.add(EngineSql.literal(files.local(location))));
    return "[" + String.join(", ", literals) + "]";
  }

  private static String type(NestedField field) {
    return ColumnTypes.engineType(field.type()).orElseThrow();
  }
}
