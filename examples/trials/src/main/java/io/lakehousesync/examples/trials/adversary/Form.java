package io.lakehousesync.examples.trials.adversary;

import java.util.List;

/**
 * The forms of heap tables, with the SQL that differs between them. In SQL, {@code {t}} is the
 * table's qualified name.
 *
 * <p>Each row is made from a number {@code n}. So a row that was deleted can be inserted again with
 * the same key.
 */
@SuppressWarnings("ImmutableEnumChecker") // The lists are made by List.of, and never change.
enum Form {
  /** A table whose key is a whole number. {@link #CHILD} refers to it. */
  PLAIN(
      List.of("id"),
      List.of("id"),
      "n",
      "",
      "CREATE TABLE {t} (id bigint PRIMARY KEY, version bigint NOT NULL, payload text)"),

  /**
   * A table with a foreign key to another table. If a row of the other table is deleted, or its key
   * changes, PostgreSQL also deletes or updates the rows that refer to it.
   */
  CHILD(
      List.of("id"),
      List.of("id", "parent"),
      "n, p.id",
      " JOIN {parent} AS p ON p.id = n % 300",
      """
      CREATE TABLE {t} (
        id bigint PRIMARY KEY, parent bigint NOT NULL REFERENCES {parent} ON DELETE CASCADE ON UPDATE CASCADE,
        version bigint NOT NULL, payload text)""",
      "CREATE INDEX ON {t} (parent)"),

  /**
   * A table whose key has decimal places. It also has a column of an enum type. An attack renames
   * values of this type.
   */
  NUMERIC(
      List.of("id"),
      List.of("id", "mood"),
      "n / 4.0, (enum_range(NULL::{t}_mood))[n % 3 + 1]",
      "",
      "CREATE TYPE {t}_mood AS ENUM ('sad', 'calm', 'happy')",
      """
      CREATE TABLE {t} (
        id numeric(12,2) PRIMARY KEY, mood {t}_mood, version bigint NOT NULL, payload text)"""),

  /** A table with a partition per month. The partition of February has partitions of its own. */
  RANGE(
      List.of("id", "day"),
      List.of("id", "day"),
      "n, date '2026-01-01' + (n * 37 % 210)::int",
      "",
      """
      CREATE TABLE {t} (
        id bigint, day date, version bigint NOT NULL, payload text, PRIMARY KEY (id, day))
        PARTITION BY RANGE (day)"""),

  /**
   * A table that is partitioned by hash. The Iceberg table cannot evaluate the bounds of such
   * partitions.
   */
  HASH(
      List.of("id"),
      List.of("id"),
      "n",
      "",
      """
      CREATE TABLE {t} (id bigint PRIMARY KEY, version bigint NOT NULL, payload text)
        PARTITION BY HASH (id)""");

  private final List<String> key;
  private final List<String> made;
  private final String row;
  private final String join;
  private final List<String> create;

  /**
   * @param made the names of the columns whose values {@code row} computes from {@code n}
   * @param join SQL that {@code row} needs in the FROM clause, besides {@code n}
   */
  Form(List<String> key, List<String> made, String row, String join, String... create) {
    this.key = key;
    this.made = made;
    this.row = row;
    this.join = join;
    this.create = List.of(create);
  }

  List<String> key() {
    return key;
  }

  /** Returns the columns that an application writes. */
  String columns() {
    return String.join(", ", made) + ", version, payload";
  }

  /** Returns a query that makes the rows for the numbers from {@code first} to {@code last}. */
  String rows(long first, long last, String payload) {
    return "SELECT %s, nextval('{schema}.versions'), '%s' FROM generate_series(%d::bigint, %d) AS n%s"
        .formatted(row, payload, first, last, join);
  }

  /** Returns the id of the row that is made from a number, as SQL. */
  String id(long number) {
    return this == NUMERIC ? "%d.%02d".formatted(number / 4, number % 4 * 25) : "" + number;
  }

  boolean partitioned() {
    return this == RANGE || this == HASH;
  }

  /** Returns the statements that create the table without its partitions. */
  List<String> create() {
    return create;
  }
}
