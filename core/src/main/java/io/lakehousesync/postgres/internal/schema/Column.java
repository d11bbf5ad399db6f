package io.lakehousesync.postgres.internal.schema;

/**
 * A column of a heap or Iceberg table.
 *
 * @param number PostgreSQL's number of the column, which a rename does not change
 * @param type its type as {@code format_type} writes it. A type outside of pg_catalog has its
 *     schema
 * @param icebergType the type of the Iceberg column that is created for this column. Usually this
 *     is the same type, because pg_lake maps types itself. A domain becomes its base type. Enums
 *     and varchars become text, because the files hold strings in any case. If the Iceberg table
 *     used the enum or the varchar, pg_lake would refuse changes of the enum's labels or of the
 *     varchar's length
 * @param plainType the type without domains: the base type of a domain, and for an array of domains
 *     an array of their base type
 * @param required whether it is NOT NULL
 * @param cannotBeKey whether PostgreSQL cannot find rows by values of this column: the type is an
 *     array, a composite type, or a domain over an enum
 */
public record Column(
    int number,
    String name,
    String type,
    String icebergType,
    String plainType,
    boolean required,
    boolean cannotBeKey) {}
