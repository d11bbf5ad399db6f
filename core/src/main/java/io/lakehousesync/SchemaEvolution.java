package io.lakehousesync;

/**
 * Which changes of a heap table's columns a source carries over to the Iceberg table by itself. A
 * change that it does not carry over stops the table, with an explanation, and no other one.
 */
public enum SchemaEvolution {
  /**
   * Only what keeps every value that readers have: an added column is added, a type is widened
   * where Iceberg can do that without rewriting files, and a column that may be null may be null. A
   * renamed or dropped column stops the table.
   */
  ADDITIVE,

  /**
   * Renamed columns are renamed and dropped ones are dropped, too: readers of the Iceberg table
   * must be ready for it.
   */
  FULL
}
