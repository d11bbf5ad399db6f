package io.lakehousesync.postgres.internal.verify;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.schema.Column;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.CatalogColumn;
import io.lakehousesync.verify.CatalogColumn.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * SQL for PostgreSQL that writes a row as text. {@link io.lakehousesync.verify.CatalogReader}
 * defines this text. If other systems write the values of a type differently, columns of this type
 * are not compared.
 *
 * @param columns the columns of the text
 * @param key the columns of key ranges; empty if the table has no key, or a catalog cannot order
 *     the key
 * @param notes which columns are not compared, one sentence each
 */
record CatalogText(List<CatalogColumn> columns, List<CatalogColumn> key, List<String> notes) {
  private static final String UNSIGNED =
      """
      (SELECT CASE WHEN n < 0 THEN n + 18446744073709551616 ELSE n END
       FROM (VALUES ({signed})) AS s (n))""";

  static CatalogText of(SyncTable table, TableColumns columns) {
    List<CatalogColumn> compared = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Column column : columns.iceberg().values()) {
      Optional<Kind> kind = kind(column.type());
      if (kind.isPresent()) {
        compared.add(new CatalogColumn(column.name(), kind.get()));
      } else {
        notes.add(
            "Column %s is not compared with the catalog, which writes %s differently."
                .formatted(Sql.identifier(column.name()), column.type()));
      }
    }
    List<String> names = columns.key(table);
    List<CatalogColumn> key =
        names.stream()
            .flatMap(name -> compared.stream().filter(column -> column.name().equals(name)))
            .filter(column -> column.kind() != Kind.BINARY)
            .toList();
    if (key.size() < names.size() || names.isEmpty()) {
      key = List.of();
      notes.add(
          "The catalog is compared as a whole, because %s has no key that can be divided into ranges there."
              .formatted(table.target()));
    }
    return new CatalogText(compared, key, notes);
  }

  private static Optional<Kind> kind(String type) {
    return Optional.ofNullable(
        switch (type.replaceAll("\\(\\d+(,\\d+)?\\)", "")) {
          case "smallint", "integer", "bigint" -> Kind.WHOLE;
          // A numeric without precision is a double in Iceberg.
          case "numeric" -> type.contains("(") ? Kind.DECIMAL : null;
          case "text", "character varying", "json", "jsonb" -> Kind.TEXT;
          case "boolean" -> Kind.BOOLEAN;
          case "date" -> Kind.DATE;
          case "time without time zone" -> Kind.TIME;
          case "timestamp without time zone" -> Kind.TIMESTAMP;
          case "timestamp with time zone" -> Kind.TIMESTAMP_UTC;
          case "uuid" -> Kind.UUID;
          case "bytea" -> Kind.BINARY;
          default -> null;
        });
  }

  /** Returns the text of one value. The session's time zone must be UTC. */
  static String value(CatalogColumn column) {
    String name = Sql.identifier(column.name());
    return switch (column.kind()) {
      case WHOLE, DECIMAL, TEXT, UUID -> name + "::text";
      case BOOLEAN -> "CASE WHEN %s THEN 't' ELSE 'f' END".formatted(name);
      case DATE -> "to_char(%s, 'YYYY-MM-DD')".formatted(name);
      case TIME -> "to_char(%s, 'HH24:MI:SS.US')".formatted(name);
      case TIMESTAMP, TIMESTAMP_UTC -> "to_char(%s, 'YYYY-MM-DD HH24:MI:SS.US')".formatted(name);
      case BINARY -> "upper(encode(%s, 'hex'))".formatted(name);
    };
  }

  /** Returns the hash of a row, as a numeric. */
  String hash() {
    String row =
        columns.stream().map(CatalogText::inRow).collect(Collectors.joining(" || ',' || "));
    String signed =
        "('x' || substr(md5(convert_to(%s, 'UTF8')), 17))::bit(64)::bigint".formatted(row);
    return SqlTemplate.of(UNSIGNED).with("signed", signed).sql();
  }

  private static String inRow(CatalogColumn column) {
    String value = value(column);
    if (column.kind() == Kind.TEXT) {
      value = "'\"' || replace(%s, '\"', '\"\"') || '\"'".formatted(value);
    } else if (column.kind() == Kind.BOOLEAN) {
      value =
          "CASE WHEN %s IS NOT NULL THEN %s END".formatted(Sql.identifier(column.name()), value);
    }
    return "coalesce(%s, '')".formatted(value);
  }
}
