package io.lakehousesync.testkit.snowflake.internal.account;

/** What CREATE does if an object of that name exists. */
public enum CreateMode {
  FAIL_IF_EXISTS,
  OR_REPLACE,
  IF_NOT_EXISTS
}
