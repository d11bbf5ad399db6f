package io.lakehousesync.snowflake;

import java.time.Duration;

/**
 * What each of our statements is sent with.
 *
 * @param queryTag by which Snowflake's query history finds it
 * @param timeout after which Snowflake ends it
 */
record StatementSettings(String queryTag, Duration timeout) {}
