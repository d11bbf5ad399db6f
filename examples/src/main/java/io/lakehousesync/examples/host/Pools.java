package io.lakehousesync.examples.host;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.lakehousesync.config.ConnectionPooling;
import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.UserException.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** HikariCP for whatever the configuration connects to. Connects at once, to fail at the start. */
final class Pools implements ConnectionPooling {
  /** PostgreSQL logs in within milliseconds; so soon a run fails, and the end is not held up. */
  private static final Duration POSTGRES_TIMEOUT = Duration.ofSeconds(5);

  /** Snowflake takes a second or two. */
  private static final Duration OTHER_TIMEOUT = Duration.ofSeconds(10);

  /** An idle connection that does not answer is replaced, within the time above. */
  private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(2);

  private final @Nullable Outages outages;
  private final Set<String> probed;

  Pools() {
    this(null, Set.of());
  }

  private Pools(@Nullable Outages outages, Set<String> probed) {
    this.outages = outages;
    this.probed = probed;
  }

  /** Pools that tell when what they lead to goes away, and when it is back. */
  static Pools watched(Outages outages) {
    return new Pools(outages, Set.of());
  }

  /** The same, where a {@link Probe} takes a connection of the pool for PostgreSQL as well. */
  static Pools probed(Outages outages) {
    return new Pools(outages, Set.of("postgres"));
  }

  @Override
  public HikariDataSource pool(String name, DataSource unpooled, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(outages == null ? unpooled : new WatchedLogins(name, unpooled, outages));
    config.setMaximumPoolSize(probed.contains(name) ? connections + 1 : connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(
        (name.equals("postgres") ? POSTGRES_TIMEOUT : OTHER_TIMEOUT).toMillis());
    config.setValidationTimeout(VALIDATION_TIMEOUT.toMillis());
    try {
      return outages == null ? new HikariDataSource(config) : new WatchedPool(config, outages);
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
                login ? credentials(name) : "%s.url, and that the server is up".formatted(name)),
        e);
  }

  private static String credentials(String name) {
    return name.equals("snowflake")
        ? "snowflake.user and snowflake.password, .private-key-file or .token"
        : "%1$s.user and %1$s.password".formatted(name);
  }

  /** PostgreSQL's class 28, and Snowflake's 390100, 390144 and their like. */
  private static boolean isLogin(SQLException e) {
    return String.valueOf(e.getSQLState()).startsWith("28")
        || (e.getErrorCode() >= 390_100 && e.getErrorCode() < 390_200);
  }
}
