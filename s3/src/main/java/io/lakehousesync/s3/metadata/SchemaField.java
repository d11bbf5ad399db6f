package io.lakehousesync.s3.metadata;

/**
 * A column of an Iceberg table.
 *
 * @param id the field id, which stays the same when the column is renamed
 * @param name the name
 * @param type the type as Iceberg writes it, such as {@code long}, {@code decimal(12, 2)}, {@code
 *     list<string>} or {@code struct<a: int, b: string>}
 * @param required whether the column must not contain null
 */
public record SchemaField(int id, String name, String type, boolean required) {}
