package io.lakehousesync.postgres;

import io.lakehousesync.CatalogColumn;
import io.lakehousesync.CatalogColumn.Kind;
import io.lakehousesync.SyncTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rows of the Iceberg table as the text of which {@link io.lakehousesync.CatalogReader} speaks, in
 * PostgreSQL's SQL. What other systems write differently is named, and not compared.
 *
 * @param columns the columns of the text
 * @param key those by which ranges are; empty if a catalog cannot compare them, or there is no key
 * @param notes which columns are not compared, one sentence each
 */
record CatalogText(List<CatalogColumn> columns, List<CatalogColumn> key, List<String> notes) {
  static CatalogText of(SyncTable table, TableColumns columns) {
    List<CatalogColumn> compared = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Column column : columns.iceberg().values()) {
      Optional<Kind> kind = kind(column.type());
      if (kind.isPresent()) {
        compared.add(new CatalogColumn(column.name(), kind.get()));
      } else {
        notes.add(
            "Column %s is not compared with the catalog: %s is not written alike there."
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
          "The catalog is compared as a whole: %s has no key of which ranges could be made there."
              .formatted(table.target()));
    }
    return new CatalogText(compared, key, notes);
  }

  private static Optional<Kind> kind(String type) {
    return Optional.ofNullable(
        switch (type.replaceAll("\\(\\d+(,\\d+)?\\)", "")) {
          case "smallint", "integer", "bigint" -> Kind.WHOLE;
          // Without a precision it is a double in Iceberg.
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

  /** The text of one value, in a session whose time zone is UTC. */
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

  /** The number of a row, as a numeric. */
  String number() {
    String row =
        columns.stream().map(CatalogText::inRow).collect(Collectors.joining(" || ',' || "));
    String signed =
        "('x' || substr(md5(convert_to(%s, 'UTF8')), 17))::bit(64)::bigint".formatted(row);
    return "(SELECT CASE WHEN n < 0 THEN n + 18446744073709551616 ELSE n END FROM (VALUES (%s)) AS s (n))"
        .formatted(signed);
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
