package io.lakehousesync.testkit.snowflake;

/** What a CREATE does about an object of that name which exists. */
enum CreateMode {
  FAIL_IF_EXISTS,
  OR_REPLACE,
  IF_NOT_EXISTS
}
