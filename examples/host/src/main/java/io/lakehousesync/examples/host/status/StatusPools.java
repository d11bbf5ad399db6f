package io.lakehousesync.examples.host.status;

import io.lakehousesync.config.ConnectionPooling;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.host.outage.ConnectionErrors;
import io.lakehousesync.examples.host.outage.Pools;
import javax.sql.DataSource;

/**
 * The pools of {@code status}. If the catalog is not reachable, the command still shows what
 * PostgreSQL knows. If the catalog rejects the login, the command ends with an error, because more
 * attempts can lock the user.
 */
record StatusPools(ConnectionPooling pools) implements ConnectionPooling {
  StatusPools() {
    this(new Pools());
  }

  @Override
  public DataSource pool(String name, DataSource unpooled, int connections) {
    try {
      return pools.pool(name, unpooled, connections);
    } catch (UserException e) {
      if (name.equals(StatusCheck.POSTGRES) || ConnectionErrors.isRejectedLogin(e)) {
        throw e;
      }
      return new UnreachedPool(() -> pools.pool(name, unpooled, connections), e);
    }
  }
}
