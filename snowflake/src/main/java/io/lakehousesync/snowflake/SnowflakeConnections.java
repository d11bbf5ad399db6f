package io.lakehousesync.snowflake;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections to Snowflake with the driver settings that a library in somebody else's process must
 * have. Each call of {@link #getConnection()} logs in, which takes about a second: put a pool in
 * front of it, for example HikariCP's {@code setDataSource}.
 *
 * <p>A host that makes its own connections sets the same properties of the driver:
 *
 * <ul>
 *   <li>{@code JDBC_QUERY_RESULT_FORMAT=JSON}: results as Arrow need {@code
 *       --add-opens=java.base/java.nio=ALL-UNNAMED} from JDK 17 on.
 *   <li>{@code disablePlatformDetection=true}: no probes for cloud platforms, which cost a second.
 *   <li>{@code networkTimeout} and {@code HTTP_CLIENT_SOCKET_TIMEOUT}, in milliseconds: a server
 *       that does not answer is given up. The second one holds for the whole JVM.
 *   <li>{@code QUERY_TAG}: Snowflake's history tells whose statements these are.
 * </ul>
 *
 * and the system property {@code net.snowflake.jdbc.loggerImpl} to {@code
 * net.snowflake.client.log.SLF4JLogger}, so that the driver logs where everything else does. It is
 * set here, unless it is set already.
 *
 * <p>Thread-safe. No secret is in {@link #toString()}, nor in a message of ours. Source of the
 * settings: the driver's documentation, "JDBC Driver Connection Parameter Reference", and
 * measurements.
 */
public final class SnowflakeConnections implements DataSource {
  private static final String LOGGER = "net.snowflake.jdbc.loggerImpl";

  private final String url;
  private final Map<String, Supplier<String>> properties;
  private final String description;

  private SnowflakeConnections(Builder builder, String authentication) {
    this.url = builder.url;
    this.properties = Map.copyOf(builder.properties);
    this.description =
        "SnowflakeConnections[url=%s, authentication=%s]".formatted(url, authentication);
  }

  /**
   * Connections to an account.
   *
   * @param account the account identifier, {@code orgname-account_name}
   */
  public static Builder forAccount(String account) {
    if (!account.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException("'%s' is not an account identifier".formatted(account));
    }
    return new Builder("jdbc:snowflake://%s.snowflakecomputing.com/".formatted(account));
  }

  /** Connections to a URL of the driver, for private links. It must hold no secret. */
  public static Builder forUrl(String url) {
    if (!url.startsWith("jdbc:snowflake://")) {
      throw new IllegalArgumentException("not a URL of Snowflake's driver: it begins otherwise");
    }
    return new Builder(url);
  }

  /**
   * Logs in.
   *
   * @throws SQLException if that fails, or the driver is not on the class path
   */
  @Override
  public Connection getConnection() throws SQLException {
    Properties now = new Properties();
    properties.forEach((name, value) -> now.setProperty(name, value.get()));
    try {
      return DriverManager.getConnection(url, now);
    } catch (SQLException e) {
      if ("08001".equals(e.getSQLState()) && e.getErrorCode() == 0) {
        throw new SQLException(
            "No driver for Snowflake: add net.snowflake:snowflake-jdbc and org.slf4j:slf4j-api to"
                + " the class path.",
            "08001",
            e);
      }
      throw e;
    }
  }

  /** Not supported: user and secret are part of this object. */
  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("user and secret are set when this is built");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException("the driver logs to SLF4J");
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException("use networkTimeout");
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (!type.isInstance(this)) {
      throw new SQLException("not a wrapper for " + type.getName());
    }
    return type.cast(this);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }

  /** URL and kind of authentication. */
  @Override
  public String toString() {
    return description;
  }

  /** Configures {@link SnowflakeConnections}. Not thread-safe. */
  public static final class Builder {
    private final String url;
    private final Map<String, Supplier<String>> properties = new LinkedHashMap<>();
    private @Nullable String authentication;

    private Builder(String url) {
      this.url = url;
      property("JDBC_QUERY_RESULT_FORMAT", "JSON");
      property("disablePlatformDetection", "true");
      property("QUERY_TAG", "lakehouse-sync");
      networkTimeout(Duration.ofSeconds(60));
    }

    /** Logs in with a password. */
    public Builder password(String user, String password) {
      authenticate("password", "snowflake", user);
      return property("password", password);
    }

    /**
     * Logs in with a key pair.
     *
     * @param privateKey a file in PKCS#8 form, PEM
     * @param passphrase its passphrase, or null if it has none
     */
    public Builder keyPair(String user, Path privateKey, @Nullable String passphrase) {
      authenticate("key pair", "snowflake_jwt", user);
      property("private_key_file", privateKey.toString());
      return passphrase(passphrase);
    }

    /**
     * Logs in with a key pair.
     *
     * @param privateKey the content of such a file in base64, as the driver takes it
     * @param passphrase its passphrase, or null if it has none
     */
    public Builder keyPair(String user, String privateKey, @Nullable String passphrase) {
      authenticate("key pair", "snowflake_jwt", user);
      property("private_key_base64", privateKey);
      return passphrase(passphrase);
    }

    /** Logs in with a programmatic access token. */
    public Builder programmaticAccessToken(String user, String token) {
      authenticate("programmatic access token", "programmatic_access_token", user);
      return property("token", token);
    }

    /**
     * Logs in with an OAuth access token.
     *
     * @param token asked for each login, for these tokens expire. It is called by the thread that
     *     wants a connection
     */
    public Builder oauth(String user, Supplier<String> token) {
      authenticate("OAuth", "oauth", user);
      properties.put("token", Objects.requireNonNull(token, "token"));
      return this;
    }

    /** The role to work with. Default: the user's default role. */
    public Builder role(String role) {
      return property("role", role);
    }

    /** The warehouse for statements that need one; a refresh needs none. Default: the user's. */
    public Builder warehouse(String warehouse) {
      return property("warehouse", warehouse);
    }

    /** The QUERY_TAG of the session. Default: {@code lakehouse-sync}. */
    public Builder queryTag(String queryTag) {
      return property("QUERY_TAG", queryTag);
    }

    /**
     * How long the driver tries to get an answer over a network that fails. A socket that is silent
     * for so long is given up, too, and that holds for the whole JVM: it must be longer than the
     * longest statement. Default: 60 seconds; use more than {@link
     * SnowflakeRefresher.Builder#statementTimeout}, if refreshes take long.
     *
     * @throws IllegalArgumentException if it is shorter than a second: the driver counts whole
     *     seconds, and takes none for no limit
     */
    public Builder networkTimeout(Duration timeout) {
      if (timeout.toSeconds() < 1) {
        throw new IllegalArgumentException(
            "networkTimeout must be a second or more, got " + timeout);
      }
      String millis = Long.toString(timeout.toMillis());
      property("networkTimeout", millis);
      return property("HTTP_CLIENT_SOCKET_TIMEOUT", millis);
    }

    /** Any other property of the driver. */
    public Builder property(String name, String value) {
      Objects.requireNonNull(value, name);
      properties.put(name, () -> value);
      return this;
    }

    /**
     * Builds the data source. It connects when it is asked to.
     *
     * @throws IllegalStateException if no way to log in was chosen
     */
    public SnowflakeConnections build() {
      if (authentication == null) {
        throw new IllegalStateException(
            "No way to log in: call password, keyPair, programmaticAccessToken or oauth.");
      }
      if (System.getProperty(LOGGER) == null) {
        System.setProperty(LOGGER, "net.snowflake.client.log.SLF4JLogger");
      }
      return new SnowflakeConnections(this, authentication);
    }

    private void authenticate(String how, String authenticator, String user) {
      if (authentication != null) {
        throw new IllegalStateException(
            "There is a way to log in already: %s. Choose one.".formatted(authentication));
      }
      authentication = how;
      property("authenticator", authenticator);
      property("user", user);
    }

    private Builder passphrase(@Nullable String passphrase) {
      return passphrase == null ? this : property("private_key_pwd", passphrase);
    }
  }
}
