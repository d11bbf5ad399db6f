package io.lakehousesync.table;

/**
 * Which changes of a heap table's columns a source applies to the Iceberg table by itself. Any
 * other change stops the table with an explanation. The other tables continue.
 */
public enum SchemaEvolution {
  /**
   * Applies only changes that keep every value that readers have: it adds columns, widens types if
   * Iceberg can do this without rewriting files, and makes columns nullable. A renamed or dropped
   * column stops the table.
   */
  ADDITIVE,

  /** Also renames and drops columns. Readers of the Iceberg table must expect that. */
  FULL
}
