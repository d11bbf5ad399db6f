package io.lakehousesync.postgres.internal.schema;

/**
 * A pair of columns: the Iceberg column holds the values of the heap column. Columns are identified
 * by PostgreSQL's numbers, which a rename does not change. If they were identified by names, a
 * renamed column would look like a dropped column and an added one.
 *
 * @param heap the heap column's number
 * @param iceberg the Iceberg column's number
 * @param type the Iceberg type of the heap column when it was last copied
 * @param copied whether the last copy copied this column
 */
public record ColumnLink(int heap, int iceberg, String type, boolean copied) {}
