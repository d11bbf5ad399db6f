package io.lakehousesync.testkit.snowflake.internal.integration;

import java.util.Optional;
import java.util.UUID;

/**
 * The identity with which Snowflake assumes an AWS role.
 *
 * @param roleArn the role
 * @param externalId the external ID, chosen or generated
 */
public record AwsTrust(String roleArn, String externalId) {
  /**
   * Returns the identity with the given external ID. If it is empty, the method generates an
   * external ID that differs at each call.
   */
  public static AwsTrust of(String roleArn, Optional<String> externalId) {
    return new AwsTrust(
        roleArn, externalId.orElseGet(() -> "STANDIN_SFCRole=2_" + UUID.randomUUID()));
  }
}
