package io.lakehousesync.postgres.internal.doctor;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.schema.Column;
import io.lakehousesync.postgres.internal.schema.ExactValue;
import io.lakehousesync.postgres.internal.schema.HeapRows;
import io.lakehousesync.postgres.internal.schema.IcebergTypes;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.Finding.Severity;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks for types and values that an Iceberg table changes or does not accept. */
public final class TypeChecks {
  private static final String COLUMNS =
      """
      , c AS (
        SELECT it.*, a.attname AS name, a.atttypid, a.atttypmod, a.attndims, t.typtype,
               i.atttypid AS iceberg_type
        FROM it
        JOIN pg_attribute a ON a.attrelid = heap_oid AND a.attname = ANY (wanted) AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attribute i
          ON i.attrelid = iceberg_oid AND i.attname = a.attname AND NOT i.attisdropped)
      """;

  /**
   * The numerics without an Iceberg decimal, in the columns of {@code c}: a column itself, its
   * domains, its arrays and the fields of its composite types. pg_lake widens the precision if the
   * scale is negative, or larger than the precision.
   */
  private static final String ROUNDED =
      """
      , part AS (
        WITH RECURSIVE parts AS (
          SELECT name, atttypid AS type, atttypmod AS modifier, false AS in_array, false AS in_composite
          FROM c
          UNION
          SELECT parts.name, inner_type, inner_modifier, parts.in_array OR e.oid IS NOT NULL,
                 parts.in_composite OR t.typtype = 'c'
          FROM parts
          JOIN pg_type t ON t.oid = parts.type
          LEFT JOIN pg_type e ON e.typarray = t.oid
          CROSS JOIN LATERAL (
            SELECT t.typbasetype, t.typtypmod WHERE t.typtype = 'd'
            UNION ALL
            SELECT e.oid, parts.modifier WHERE e.oid IS NOT NULL
            UNION ALL
            SELECT f.atttypid, f.atttypmod FROM pg_attribute f
            WHERE t.typtype = 'c' AND f.attrelid = t.typrelid AND f.attnum > 0 AND NOT f.attisdropped
          ) AS inner_part (inner_type, inner_modifier))
        SELECT *, ((modifier - 4) >> 16) & 65535 AS precision,
               (((modifier - 4) & 2047) # 1024) - 1024 AS scale
        FROM parts WHERE type = 'numeric'::regtype
      ), rounded AS (
        SELECT name, bool_or(in_array) AS in_array, bool_or(in_composite) AS in_composite
        FROM part
        WHERE modifier = -1 OR precision - least(scale, 0) > 38 OR scale > 38
        GROUP BY name)
      """;

  /** All checks of types. */
  public static final List<Check> ALL =
      List.of(
          Check.warning(
              "numeric-becomes-double",
              Check::always,
              COLUMNS
                  + ROUNDED
                  + """
                  SELECT format('Column %I of %s is %s without a precision, or with more than 38 digits:'
                                ' pg_lake stores it as double precision, which rounds.', name, heap,
                                CASE WHEN in_composite THEN 'of a composite type with a numeric'
                                     WHEN in_array THEN 'an array of numeric'
                                     ELSE 'a numeric' END),
                         CASE WHEN in_composite
                           THEN 'Use a composite type whose numerics have a precision of at most 38'
                                ' digits, and create the Iceberg table again.'
                           ELSE format('ALTER TABLE %s ALTER COLUMN %I TYPE numeric(38, 10)%s, and create'
                                       ' the Iceberg table again.',
                                       heap, name, CASE WHEN in_array THEN '[]' ELSE '' END) END
                  FROM c JOIN rounded USING (name)
                  WHERE in_composite
                    OR coalesce(iceberg_type, 'float8'::regtype) IN ('float8'::regtype, 'float8[]'::regtype)
                  """),
          Check.warning(
              "type-is-locked",
              Check::always,
              COLUMNS
                  + """
                  SELECT format('Column %I of Iceberg table %s has the type %s, which cannot be altered'
                                ' while an Iceberg table uses it.',
                                name, iceberg, format_type(iceberg_type, NULL)),
                         format('DROP TABLE %s, run the set-up, and make a new baseline'
                                ' (PgLakeSetup.newBaseline): enums become text.', iceberg)
                  FROM c JOIN pg_type i ON i.oid = iceberg_type
                  WHERE i.typtype IN ('e', 'c')
                  """),
          Check.warning(
              "time-zone-is-lost",
              Check::always,
              COLUMNS
                  + """
                  SELECT format('Column %I of %s is a time with time zone, which loses its zone in Iceberg.', name, heap),
                         format('ALTER TABLE %s ALTER COLUMN %I TYPE time', heap, name)
                  FROM c WHERE atttypid = 'timetz'::regtype
                  """),
          Check.warning(
              "array-of-arrays",
              Check::always,
              COLUMNS
                  + """
                  SELECT format('Column %I of %s is declared as an array of arrays: pg_lake accepts one'
                                ' dimension, and fails on more (SQLSTATE 0A000).', name, heap),
                         'Exclude it with columns(...), or change it to jsonb.'
                  FROM c WHERE attndims > 1
                  """));

  /** The code of the findings of {@link #values}. */
  public static final String VALUE_OUT_OF_RANGE = "value-out-of-range";

  private TypeChecks() {}

  /**
   * Returns a finding for each column with a value that pg_lake does not accept. Reads all rows
   * that pass the table's filter.
   */
  public static List<Finding> values(Connection connection, SyncTable table, TableColumns columns)
      throws SQLException {
    String heap = Sql.table(table.source());
    HeapRows rows = new HeapRows(table, columns);
    List<Finding> findings = new ArrayList<>();
    for (Column column : columns.copied().values()) {
      Optional<String> condition =
          TableColumns.isWanted(table, column.name())
              ? outOfRange(column, columns.iceberg().get(column.name()))
              : Optional.empty();
      if (condition.isPresent() && anyRow(connection, rows, condition.get())) {
        findings.add(
            Finding.ofTable(
                Severity.ERROR,
                VALUE_OUT_OF_RANGE,
                table,
                ("Column %s of %s holds values that Iceberg cannot store (infinity, NaN, years outside"
                        + " of 1 to 9999, the time 24:00, or arrays of more than one dimension): the"
                        + " copy of such a row fails.")
                    .formatted(Sql.identifier(column.name()), table.source()),
                table.computes(column.name())
                    ? "Change the expression of the column."
                    : SqlTemplate.of("UPDATE {heap} SET {column} = NULL WHERE {condition}")
                        .with("heap", heap)
                        .with("column", Sql.identifier(column.name()))
                        .with("condition", condition.get())
                        .sql()));
      }
    }
    return findings;
  }

  /**
   * Returns the condition for values that pg_lake does not accept; empty if it accepts all values.
   * A domain has the values of its base type. Fields of composite types are not checked.
   */
  private static Optional<String> outOfRange(Column heap, @Nullable Column iceberg) {
    String name = Sql.identifier(heap.name());
    String type = heap.plainType();
    String stored = iceberg == null ? type : iceberg.type();
    if (!isArray(type)) {
      return outOfRange(name, type, stored);
    }
    if (!isArray(stored)) {
      return Optional.empty();
    }
    String dimensions = "array_ndims(%s) > 1".formatted(name);
    return outOfRange("v", element(type), element(stored))
        .map(
            condition ->
                SqlTemplate.of(
                        "({dimensions} OR EXISTS (SELECT FROM unnest({name}) AS v"
                            + " WHERE {condition}))")
                    .with("dimensions", dimensions)
                    .with("name", name)
                    .with("condition", condition)
                    .sql())
        .or(() -> Optional.of(dimensions));
  }

  /**
   * Returns the condition for a value that is not an array.
   *
   * @param value the value as SQL
   * @param type its type, which is not a domain
   * @param stored the type of the Iceberg column; {@code type} if the column does not exist yet
   */
  private static Optional<String> outOfRange(String value, String type, String stored) {
    if (ExactValue.isText(stored)) {
      return Optional.empty();
    }
    if (type.equals("date") || type.startsWith("timestamp")) {
      // Iceberg counts the years in UTC.
      String utc = type.endsWith("with time zone") ? " 00:00+00" : "";
      return Optional.of(
          "(%1$s < '0001-01-01%2$s' OR %1$s >= '10000-01-01%2$s')".formatted(value, utc));
    }
    if (type.startsWith("time") && type.endsWith("without time zone")) {
      return Optional.of("%s = '24:00'".formatted(value));
    }
    boolean decimal =
        type.startsWith("numeric")
            && !stored.equals("double precision")
            && !IcebergTypes.isRounded(stored);
    return decimal
        ? Optional.of("%s IN ('NaN', 'Infinity', '-Infinity')".formatted(value))
        : Optional.empty();
  }

  private static boolean isArray(String type) {
    return type.endsWith("[]");
  }

  private static String element(String array) {
    return array.substring(0, array.length() - "[]".length());
  }

  private static boolean anyRow(Connection connection, HeapRows rows, String condition)
      throws SQLException {
    return Queries.value(connection, rows.select("'yes'", condition) + " LIMIT 1").isPresent();
  }
}
