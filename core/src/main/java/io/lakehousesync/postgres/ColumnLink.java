package io.lakehousesync.postgres;

/**
 * Which column of an Iceberg table holds which one of the heap table. By PostgreSQL's numbers,
 * which stay when a column is renamed: names cannot tell a renamed column from a dropped and an
 * added one.
 *
 * @param heap the heap column's number
 * @param iceberg the Iceberg column's number
 * @param type the type that the heap column asked of the Iceberg table when it was last copied
 */
record ColumnLink(int heap, int iceberg, String type) {}
