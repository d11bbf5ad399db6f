package io.lakehousesync.examples.host.outage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.lakehousesync.config.ConnectionPooling;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Creates HikariCP pools for the connections of a configuration. The pools connect at once, so that
 * errors appear at the start.
 */
public final class Pools implements ConnectionPooling {
  /**
   * A PostgreSQL login takes milliseconds, so this timeout can be short. During an outage, runs
   * fail soon. Closing a pool waits at most this long for the thread that opens connections.
   */
  private static final Duration POSTGRES_TIMEOUT = Duration.ofSeconds(5);

  /** A Snowflake login takes a second or two. */
  private static final Duration OTHER_TIMEOUT = Duration.ofSeconds(10);

  /** An idle connection that does not answer is replaced within the timeouts above. */
  private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(2);

  private static final String POSTGRES = "postgres";

  private final @Nullable Outages outages;
  private final Set<String> probed;
  private final Duration otherTimeout;

  /** Creates pools that report nothing. */
  public Pools() {
    this(OTHER_TIMEOUT);
  }

  /**
   * Creates pools that report nothing, with this timeout for servers other than PostgreSQL. The
   * default is 10 seconds.
   */
  public Pools(Duration otherTimeout) {
    this(null, Set.of(), otherTimeout);
  }

  private Pools(@Nullable Outages outages, Set<String> probed, Duration otherTimeout) {
    this.outages = outages;
    this.probed = probed;
    this.otherTimeout = otherTimeout;
  }

  /** Returns pools that report when a server becomes unreachable, and when it is back. */
  public static Pools reporting(Outages outages) {
    return new Pools(outages, Set.of(), OTHER_TIMEOUT);
  }

  /** Returns the same pools, with one more connection to PostgreSQL for a connection probe. */
  public static Pools reportingWithProbe(Outages outages) {
    return new Pools(outages, Set.of(POSTGRES), OTHER_TIMEOUT);
  }

  /**
   * {@inheritDoc}
   *
   * @throws UserException if the server rejects the login, or is not reachable in time
   */
  @Override
  public HikariDataSource pool(String name, DataSource unpooled, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(
        outages == null ? unpooled : new OutageDetectingDataSource(name, unpooled, outages));
    config.setMaximumPoolSize(probed.contains(name) ? connections + 1 : connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(
        (name.equals(POSTGRES) ? POSTGRES_TIMEOUT : otherTimeout).toMillis());
    config.setValidationTimeout(VALIDATION_TIMEOUT.toMillis());
    try {
      // The pool passes its timeout to the driver. PostgreSQL's driver applies it to the login.
      // The data source for Snowflake does not accept it.
      return name.equals(POSTGRES)
          ? open(config)
          : TimedOpening.open(name, () -> open(config), otherTimeout);
    } catch (PoolInitializationException | SQLException e) {
      throw cannotConnect(name, e);
    }
  }

  private HikariDataSource open(HikariConfig config) {
    return outages == null
        ? new HikariDataSource(config)
        : new OutageDetectingPool(config, outages);
  }

  /**
   * Returns an error with the driver's message. The message contains host and port, or the user,
   * but no secret.
   */
  private static UserException cannotConnect(String name, Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    boolean login = ConnectionErrors.isRejectedLogin(e);
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
}
