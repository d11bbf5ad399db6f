package io.lakehousesync.testkit.snowflake;

import java.util.Optional;
import java.util.UUID;

/**
 * What an AWS role must trust for Snowflake to assume it.
 *
 * @param roleArn the role
 * @param externalId the external ID, chosen or generated
 */
record AwsTrust(String roleArn, String externalId) {
  /** Without a chosen external ID one is generated, another one each time. */
  static AwsTrust of(String roleArn, Optional<String> externalId) {
    return new AwsTrust(
        roleArn, externalId.orElseGet(() -> "STANDIN_SFCRole=2_" + UUID.randomUUID()));
  }
}
