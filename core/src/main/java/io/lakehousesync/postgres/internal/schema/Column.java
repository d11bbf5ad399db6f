package io.lakehousesync.postgres.internal.schema;

/**
 * A column of a heap or Iceberg table.
 *
 * @param number PostgreSQL's number of the column, which a rename does not change
 * @param type its type as {@code format_type} writes it, with its schema unless that is pg_catalog
 * @param icebergType the type of the Iceberg column that is created for it. Usually the same type,
 *     because pg_lake maps types itself. Enums and varchars become text: pg_lake refuses to change
 *     labels or length while an Iceberg table uses them, and files hold strings anyway. A domain
 *     becomes its base type
 * @param required whether it is NOT NULL
 * @param cannotBeKey whether rows cannot be found by its values: arrays, composite types, and
 *     domains over enums, for which PostgreSQL has no operators
 */
public record Column(
    int number,
    String name,
    String type,
    String icebergType,
    boolean required,
    boolean cannotBeKey) {}
