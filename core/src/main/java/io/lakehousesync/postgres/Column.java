package io.lakehousesync.postgres;

/**
 * A column of a heap or Iceberg table.
 *
 * @param number PostgreSQL's number of it, which stays when it is renamed
 * @param type its type as {@code format_type} writes it
 * @param icebergType the type that a column of an Iceberg table gets for it. It is the same one,
 *     for pg_lake maps types itself, but for those whose later change pg_lake would refuse: the
 *     labels of an enum and the length of a varchar cannot be changed while an Iceberg table has
 *     them, and in files they are strings anyway. A domain is what it is made of
 * @param required whether it is NOT NULL
 */
record Column(int number, String name, String type, String icebergType, boolean required) {}
