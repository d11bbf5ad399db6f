package io.lakehousesync.testkit.snowflake.internal.integration;

import io.lakehousesync.testkit.snowflake.internal.grant.Grants;
import io.lakehousesync.testkit.snowflake.internal.sql.Securable;
import io.lakehousesync.testkit.snowflake.internal.value.Result;
import java.time.Instant;

/** An object whose properties DESCRIBE shows. */
public interface Describable {
  /**
   * Returns the properties.
   *
   * @param self the object's full name
   * @param grants the owners of objects
   * @param now the time by the account's clock
   */
  Result describe(Securable self, Grants grants, Instant now);
}
