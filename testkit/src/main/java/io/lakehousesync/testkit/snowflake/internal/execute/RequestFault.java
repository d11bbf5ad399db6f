package io.lakehousesync.testkit.snowflake.internal.execute;

import java.io.IOException;

/** A fault that applies to one request. */
public interface RequestFault {
  void apply(FaultTarget request) throws IOException, InterruptedException;
}
