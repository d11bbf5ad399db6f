package io.lakehousesync.examples.duckdb;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.s3.metadata.SchemaField;
import io.lakehousesync.s3.metadata.SnapshotFile;
import io.lakehousesync.s3.metadata.SnapshotFile.Content;
import io.lakehousesync.spi.MetadataLocation;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The query that reads a snapshot from the copies of its files. It finds columns by field id, so
 * that older files with renamed or added columns are read correctly. It excludes rows that position
 * deletes name. A snapshot with another kind of deletes is rejected.
 *
 * @param sql the query
 */
record SnapshotView(String sql) {

  /**
   * Creates the query.
   *
   * @throws NotAppliedException if a view cannot read this snapshot, for example because of its
   *     kinds of deletes
   */
  static SnapshotView of(
      MetadataLocation location,
      List<SchemaField> schema,
      List<SnapshotFile> files,
      LocalCopies copies) {
    for (SnapshotFile file : files) {
      refuseUnreadable(location, file);
    }
    if (files.stream().noneMatch(file -> file.content() == Content.DATA)) {
      return new SnapshotView("SELECT %s WHERE false".formatted(nulls(location, schema)));
    }
    String rows =
        """
        SELECT %s
        FROM read_parquet(%s, schema = MAP {%s}, filename = true, file_row_number = true) AS rows
        """
            .formatted(names(schema), list(files, Content.DATA, copies), fields(location, schema));
    if (files.stream().noneMatch(file -> file.content() == Content.POSITION_DELETES)) {
      return new SnapshotView(rows);
    }
    return new SnapshotView(
        rows
            + """
            WHERE NOT EXISTS (
              SELECT 1 FROM read_parquet(%s) AS deleted
              WHERE deleted.file_path = 's3://' || substr(rows.filename, %d)
                AND deleted.pos = rows.file_row_number
            )
            """
                .formatted(
                    list(files, Content.POSITION_DELETES, copies), copies.prefix().length() + 1));
  }

  private static void refuseUnreadable(MetadataLocation location, SnapshotFile file) {
    if (file.content() == Content.EQUALITY_DELETES) {
      throw unreadable(location, "it deletes rows by value, in " + file.uri());
    }
    if (!file.format().equals("PARQUET")) {
      throw unreadable(location, "it has a file of format %s, %s".formatted(file.format(), file));
    }
  }

  private static NotAppliedException unreadable(MetadataLocation location, String why) {
    return new NotAppliedException(
        Retry.POINTLESS,
        ("A DuckDB view cannot show %s: %s. The view still shows the previous snapshot. Compact"
                + " the table, or read it with another engine.")
            .formatted(location, why),
        null);
  }

  private static String names(List<SchemaField> schema) {
    return schema.stream()
        .map(field -> Quoted.name(field.name()))
        .collect(Collectors.joining(", "));
  }

  private static String nulls(MetadataLocation location, List<SchemaField> schema) {
    return schema.stream()
        .map(
            field ->
                "CAST(NULL AS %s) AS %s"
                    .formatted(type(location, field), Quoted.name(field.name())))
        .collect(Collectors.joining(", "));
  }

  private static String fields(MetadataLocation location, List<SchemaField> schema) {
    return schema.stream()
        .map(
            field ->
                "%d: {name: %s, type: %s, default_value: NULL}"
                    .formatted(
                        field.id(), Quoted.text(field.name()), Quoted.text(type(location, field))))
        .collect(Collectors.joining(", "));
  }

  private static String type(MetadataLocation location, SchemaField field) {
    return DuckDbTypes.of(field.type())
        .orElseThrow(
            () ->
                unreadable(
                    location, "column %s has the type %s".formatted(field.name(), field.type())));
  }

  private static String list(List<SnapshotFile> files, Content content, LocalCopies copies) {
    return files.stream()
        .filter(file -> file.content() == content)
        .map(file -> Quoted.text(copies.path(file.uri()).toString()))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
