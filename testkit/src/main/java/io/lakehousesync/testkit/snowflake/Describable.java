package io.lakehousesync.testkit.snowflake;

/** An object that DESCRIBE shows the properties of. */
interface Describable {
  /** Its properties, as the object that {@code self} names. */
  Result describe(Securable self, StatementContext context);
}
