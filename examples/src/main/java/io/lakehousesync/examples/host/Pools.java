package io.lakehousesync.examples.host;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.lakehousesync.config.ConnectionPooling;
import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.UserException.Kind;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** HikariCP for whatever the configuration connects to. Connects at once, to fail at the start. */
final class Pools implements ConnectionPooling {
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(30);

  Pools() {}

  @Override
  public HikariDataSource pool(String name, DataSource unpooled, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(unpooled);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      throw cannotConnect(name, e);
    }
  }

  /** The drivers' messages name host and port, or the user, and no secret. */
  private static UserException cannotConnect(String name, PoolInitializationException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    boolean login = cause instanceof SQLException sql && isLogin(sql);
    Throwable root = cause;
    while (!login && root.getCause() != null) {
      root = root.getCause();
    }
    return new UserException(
        Kind.FAILURE,
        "%s %s: %s%s. Check %s."
            .formatted(
                name,
                login ? "rejects the login" : "cannot be reached",
                String.valueOf(cause.getMessage()).replaceFirst("\\.$", ""),
                root == cause ? "" : " (%s)".formatted(root),
                login
                    ? "%1$s.user and its secret".formatted(name)
                    : "%s.url, and that the server is up".formatted(name)),
        e);
  }

  /** PostgreSQL's class 28, and Snowflake's 390100, 390144 and their like. */
  private static boolean isLogin(SQLException e) {
    return String.valueOf(e.getSQLState()).startsWith("28")
        || (e.getErrorCode() >= 390_100 && e.getErrorCode() < 390_200);
  }
}
