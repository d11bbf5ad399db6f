package io.lakehousesync.snowflake;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.text.Secrets;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source for Snowflake with the driver settings that a library needs inside a host
 * application. Each call of {@link #getConnection()} logs in, which takes about a second. Put a
 * pool in front of this data source, for example with HikariCP's {@code setDataSource}.
 *
 * <p>A host that creates its own connections sets the same driver properties:
 *
 * <ul>
 *   <li>{@code JDBC_QUERY_RESULT_FORMAT=JSON}: results in the Arrow format need {@code
 *       --add-opens=java.base/java.nio=ALL-UNNAMED} from JDK 17 on.
 *   <li>{@code disablePlatformDetection=true}: skips the probes for cloud platforms, which take a
 *       second.
 *   <li>{@code networkTimeout} and {@code HTTP_CLIENT_SOCKET_TIMEOUT}, in milliseconds: the driver
 *       stops waiting for a server that does not answer. The second property applies to the whole
 *       JVM.
 *   <li>{@code QUERY_TAG}: identifies the statements in Snowflake's query history.
 * </ul>
 *
 * <p>If the system property {@code net.snowflake.jdbc.loggerImpl} is not set, {@link Builder#build}
 * sets it to {@code net.snowflake.client.log.SLF4JLogger}. Then the driver logs to SLF4J.
 *
 * <p>Thread-safe. {@link #toString()} and the messages of this library contain no secret. Source of
 * the settings: the driver's documentation, "JDBC Driver Connection Parameter Reference", and
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
        "SnowflakeConnections[url=%s, authentication=%s]"
            .formatted(Secrets.hide(url), authentication);
  }

  /**
   * Returns a new builder for an account.
   *
   * @param account the account identifier, {@code orgname-account_name}
   */
  public static Builder forAccount(String account) {
    if (!account.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "'%s' is not an account identifier".formatted(Secrets.hide(account)));
    }
    return new Builder("jdbc:snowflake://%s.snowflakecomputing.com/".formatted(account));
  }

  /**
   * Returns a new builder for a JDBC URL, such as the URL of a private link. Set secrets with the
   * methods of the builder, because the driver may log a URL. This library hides the parameters of
   * the URL in its own texts.
   */
  public static Builder forUrl(String url) {
    if (!url.startsWith("jdbc:snowflake://")) {
      throw new IllegalArgumentException("the URL does not start with jdbc:snowflake://");
    }
    return new Builder(url);
  }

  /**
   * Logs in.
   *
   * @throws SQLException if the login fails, or the driver is not on the class path
   */
  @Override
  public Connection getConnection() throws SQLException {
    Properties now = new Properties();
    properties.forEach((name, value) -> now.setProperty(name, value.get()));
    try {
      return DriverManager.getConnection(url, now);
    } catch (SQLException e) {
      if ("08001".equals(e.getSQLState()) && e.getErrorCode() == 0) {
        // Without the cause, because its message contains the URL with all parameters.
        throw new SQLException(
            "The Snowflake driver is missing: add net.snowflake:snowflake-jdbc and org.slf4j:slf4j-api to"
                + " the class path.",
            "08001");
      }
      throw e;
    }
  }

  /** Always throws, because user and secret are set when this object is built. */
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

  /** Returns the URL without secrets, and the kind of authentication. */
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
     * @param passphrase the passphrase of the key, or null if it has no passphrase
     */
    public Builder keyPair(String user, Path privateKey, @Nullable String passphrase) {
      authenticate("key pair", "snowflake_jwt", user);
      property("private_key_file", privateKey.toString());
      return passphrase(passphrase);
    }

    /**
     * Logs in with a key pair.
     *
     * @param privateKey the complete text of a PEM file in PKCS#8 form, with its BEGIN and END
     *     lines, encoded once more in base64, as the driver requires
     * @param passphrase the passphrase of the key, or null if it has no passphrase
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
     * @param token returns the token. Because these tokens expire, each login calls the supplier,
     *     in the thread that requests the connection
     */
    public Builder oauth(String user, Supplier<String> token) {
      authenticate("OAuth", "oauth", user);
      properties.put("token", Objects.requireNonNull(token, "token"));
      return this;
    }

    /** Sets the role. Default: the user's default role. */
    public Builder role(String role) {
      return property("role", role);
    }

    /**
     * Sets the warehouse for statements that need one. A refresh needs no warehouse. Default: the
     * user's default warehouse.
     */
    public Builder warehouse(String warehouse) {
      return property("warehouse", warehouse);
    }

    /** Sets the QUERY_TAG of the session. Default: {@code lakehouse-sync}. */
    public Builder queryTag(String queryTag) {
      return property("QUERY_TAG", queryTag);
    }

    /**
     * Sets two limits of the driver: how long it retries requests while the network fails, and how
     * long it waits on a socket that receives nothing. The socket limit applies to all Snowflake
     * connections of the JVM. Therefore, the timeout must be longer than the longest statement on
     * these connections. Default: 60 seconds. If refreshes take long, set a timeout that is longer
     * than {@link SnowflakeRefresher.Builder#statementTimeout}.
     *
     * @throws IllegalArgumentException if the timeout is shorter than a second. The driver cuts
     *     parts of a second off, and 0 would mean no limit
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

    /** Sets any other property of the driver. */
    public Builder property(String name, String value) {
      Objects.requireNonNull(value, name);
      properties.put(name, () -> value);
      return this;
    }

    /**
     * Builds the data source. It does not connect before the first {@link #getConnection()}.
     *
     * @throws ConfigurationException if no way to log in was chosen
     */
    public SnowflakeConnections build() {
      if (authentication == null) {
        throw new ConfigurationException(
            List.of("No way to log in: call password, keyPair, programmaticAccessToken or oauth."));
      }
      if (System.getProperty(LOGGER) == null) {
        System.setProperty(LOGGER, "net.snowflake.client.log.SLF4JLogger");
      }
      return new SnowflakeConnections(this, authentication);
    }

    private void authenticate(String how, String authenticator, String user) {
      if (authentication != null) {
        throw new IllegalStateException(
            "A way to log in is already set: %s. Choose one.".formatted(authentication));
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
