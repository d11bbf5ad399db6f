package io.lakehousesync.testkit.snowflake.internal.account;

/** What a CREATE statement does if an object with the same name exists already. */
public enum CreateMode {
  FAIL_IF_EXISTS,
  OR_REPLACE,
  IF_NOT_EXISTS
}
