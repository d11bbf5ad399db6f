package io.lakehousesync.testkit.snowflake.internal.integration;

import io.lakehousesync.testkit.snowflake.internal.sql.PropertyList;
import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.util.Set;

/**
 * The size of a Postgres instance. Sources on docs.snowflake.com: "CREATE POSTGRES INSTANCE"
 * (/en/sql-reference/sql/create-postgres-instance) and "Snowflake Postgres instance sizes"
 * (/en/user-guide/snowflake-postgres/postgres-instance-sizes).
 */
public record InstanceSize(String computeFamily, int storageGb, boolean highAvailability) {
  private static final Set<String> FAMILIES =
      Set.of(
          "BURST_XS",
          "BURST_S",
          "BURST_M",
          "STANDARD_M",
          "STANDARD_L",
          "STANDARD_XL",
          "STANDARD_2XL",
          "STANDARD_4XL",
          "STANDARD_8XL",
          "STANDARD_12XL",
          "STANDARD_24XL",
          "HIGHMEM_L",
          "HIGHMEM_XL",
          "HIGHMEM_2XL",
          "HIGHMEM_4XL",
          "HIGHMEM_8XL",
          "HIGHMEM_12XL",
          "HIGHMEM_16XL",
          "HIGHMEM_24XL",
          "HIGHMEM_32XL",
          "HIGHMEM_48XL");

  /** Reads the properties COMPUTE_FAMILY, STORAGE_SIZE_GB and HIGH_AVAILABILITY. */
  public static InstanceSize of(PropertyList options) {
    String family = options.require("COMPUTE_FAMILY");
    if (!FAMILIES.contains(family)) {
      throw SnowflakeError.invalidValue(family, "COMPUTE_FAMILY");
    }
    String storage = options.require("STORAGE_SIZE_GB");
    int greatest = family.startsWith("BURST") ? 100 : 65_535;
    if (storage.length() > 5
        || Integer.parseInt(storage) < 10
        || Integer.parseInt(storage) > greatest) {
      throw SnowflakeError.invalidValue(storage, "STORAGE_SIZE_GB");
    }
    InstanceSize size =
        new InstanceSize(
            family, Integer.parseInt(storage), options.flag("HIGH_AVAILABILITY", false));
    if (size.highAvailability && size.isBurstable()) {
      throw SnowflakeError.invalidValue("TRUE", "HIGH_AVAILABILITY");
    }
    return size;
  }

  public boolean isBurstable() {
    return computeFamily.startsWith("BURST");
  }
}
