/**
 * Objects that connect the account to other systems: external volumes, integrations, network rules
 * and policies, Postgres instances.
 */
@NullMarked
package io.lakehousesync.testkit.snowflake.internal.integration;

import org.jspecify.annotations.NullMarked;
