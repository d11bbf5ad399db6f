package io.lakehousesync.testkit.snowflake;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** What the Snowflake driver needs to log in to a stand-in. */
final class DriverSettings {
  private final String address;
  private final Map<String, String> settings = new LinkedHashMap<>();

  DriverSettings(int port, String user, String password) {
    // The driver rejects a URL without an account, and connection pools read it from the URL.
    address = "jdbc:snowflake://localhost:" + port + "/?account=standin";
    settings.put("user", user);
    settings.put("password", password);
    settings.put("ssl", "off");
    settings.put("JDBC_QUERY_RESULT_FORMAT", "JSON");
    settings.put("disablePlatformDetection", "true");
    // How long the driver repeats requests while the stand-in does not answer, in milliseconds.
    settings.put("networkTimeout", "30000");
    // In seconds. This also limits how long the driver tries to end a session when a connection is
    // closed. Its default is five minutes.
    settings.put("loginTimeout", "30");
  }

  String url() {
    return settings.entrySet().stream()
        .map(
            setting ->
                setting.getKey()
                    + "="
                    + URLEncoder.encode(setting.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", address + "&", ""));
  }

  Properties properties() {
    Properties properties = new Properties();
    properties.putAll(settings);
    return properties;
  }

  DataSource dataSource(Map<String, String> further) {
    Properties properties = properties();
    properties.putAll(further);
    return new DriverDataSource(driver(address), address, properties);
  }

  private static Driver driver(String url) {
    try {
      return DriverManager.getDriver(url);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "The Snowflake JDBC driver is not on the class path. The testkit does not bring it,"
              + " because it has 100 MB: add net.snowflake:snowflake-jdbc with the scope test.",
          e);
    }
  }
}
