package io.lakehousesync.testkit.snowflake.internal.statement;

import org.jspecify.annotations.Nullable;

/**
 * A column of an Iceberg table.
 *
 * @param name its name, as Snowflake stores it
 * @param type Snowflake's type
 * @param sourceType Iceberg's type
 * @param nullable whether it may contain NULL
 * @param comment the documentation of the field in the Iceberg schema, or null
 */
public record TableColumn(
    String name, String type, String sourceType, boolean nullable, @Nullable String comment) {}
