package io.lakehousesync.table;

/**
 * The changes of a heap table's columns that a source applies to the Iceberg table automatically.
 * After any other change, the runs of this table fail with an explanation. The other tables
 * continue.
 */
public enum SchemaEvolution {
  /**
   * Applies only changes that take no values away from readers: it adds columns, widens types if
   * Iceberg can do this without rewriting files, and makes columns nullable. After a column was
   * renamed or dropped, the runs of the table fail.
   */
  ADDITIVE,

  /**
   * Also renames and drops columns. Readers of the Iceberg table must be prepared for renamed and
   * missing columns.
   */
  FULL
}
