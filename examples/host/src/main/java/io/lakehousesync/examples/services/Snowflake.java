package io.lakehousesync.examples.services;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.text.Secrets;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Properties;

/** Creates a connection pool for Snowflake with the driver settings that an application needs. */
final class Snowflake {
  private static final int POOL_SIZE = 4;

  private Snowflake() {}

  static HikariDataSource connect(String url, Properties properties) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("snowflake");
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(POOL_SIZE);
    config.setConnectionTimeout(Duration.ofSeconds(30).toMillis());
    // On Java 17 and later, results in the Arrow format need a JVM flag. JSON results need none.
    // The second property stops the driver's requests to cloud metadata services. These requests go
    // to the network, and take a second.
    config.addDataSourceProperty("JDBC_QUERY_RESULT_FORMAT", "JSON");
    config.addDataSourceProperty("disablePlatformDetection", "true");
    config.addDataSourceProperty("QUERY_TAG", "lakehouse-sync-examples");
    properties
        .stringPropertyNames()
        .forEach(name -> config.addDataSourceProperty(name, properties.getProperty(name)));
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UserException(
          Kind.FAILURE,
          "Cannot connect to Snowflake at %s: %s Check --snowflake-url, --snowflake-user and"
                  .formatted(Secrets.hide(url), cause.getMessage())
              + " --snowflake-password.",
          e);
    }
  }

  /** Returns the driver's properties that the options give. */
  static Properties properties(ServiceOptions options) {
    Properties properties = new Properties();
    if (options.snowflakeProperties != null) {
      try (Reader reader = Files.newBufferedReader(options.snowflakeProperties)) {
        properties.load(reader);
      } catch (IOException e) {
        throw new UserException(
            Kind.USAGE,
            "--snowflake-properties %s cannot be read: %s"
                .formatted(options.snowflakeProperties, e),
            e);
      }
    }
    if (options.snowflakeUser != null) {
      properties.setProperty("user", options.snowflakeUser);
    }
    if (options.snowflakePassword != null) {
      properties.setProperty("password", options.snowflakePassword);
    }
    return properties;
  }
}
