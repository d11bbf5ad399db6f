package io.lakehousesync.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.StatementSettings;
import io.lakehousesync.testkit.LakehouseUnderTest;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way to log in, through the real driver. */
class SnowflakeConnectionsIT {
  private static KeyPair keys;
  private static EmbeddedSnowflake snowflake;

  @BeforeAll
  static void start() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
    snowflake =
        EmbeddedSnowflake.builder(LakehouseUnderTest.shared().s3())
            .password("s3cret")
            .token("t0ken")
            .publicKey(keys.getPublic())
            .start();
  }

  @AfterAll
  static void stop() {
    snowflake.close();
  }

  @Test
  void logsInWithAPassword() throws SQLException {
    assertThat(one(builder().password("sync", "s3cret").build())).isEqualTo("1");
    assertThat(snowflake.statements())
        .last()
        .satisfies(statement -> assertThat(statement.queryTag()).contains("lakehouse-sync"));
  }

  @Test
  void logsInWithAKeyPair(@TempDir Path directory) throws Exception {
    String pem = pem();
    Path file = Files.writeString(directory.resolve("key.p8"), pem);
    String base64 = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));

    assertThat(one(builder().keyPair("sync", file, null).build())).isEqualTo("1");
    assertThat(one(builder().keyPair("sync", base64, null).build())).isEqualTo("1");
    assertThatThrownBy(() -> one(builder().keyPair("other", file, null).build()))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void requestsANewTokenForEachLogin() throws SQLException {
    assertThat(one(builder().programmaticAccessToken("sync", "t0ken").build())).isEqualTo("1");
    Deque<String> tokens = new ArrayDeque<>(List.of("t0ken", "expired"));
    DataSource oauth = builder().oauth("sync", tokens::pop).build();
    assertThat(one(oauth)).isEqualTo("1");
    assertThatThrownBy(() -> one(oauth)).isInstanceOf(SQLException.class);
  }

  @Test
  void connectionWithoutAutoCommitGoesBackAsItCame() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setDataSource(builder().password("sync", "s3cret").build());
    config.setMaximumPoolSize(1);
    List<Boolean> returned = new CopyOnWriteArrayList<>();
    try (HikariDataSource pool = new HikariDataSource(config);
        Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      JdbcStatements statements =
          new JdbcStatements(
              lending(connection, () -> returned.add(connection.getAutoCommit())),
              new StatementSettings("test", Duration.ofSeconds(30)));

      assertThat(statements.value("SELECT 1")).isEqualTo("1");
    }

    assertThat(returned).containsExactly(false);
  }

  private interface Returned {
    void connection() throws SQLException;
  }

  /** Returns a data source that lends one connection, which stays open. */
  private static DataSource lending(Connection connection, Returned returned) {
    ClassLoader loader = SnowflakeConnectionsIT.class.getClassLoader();
    Object lent =
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                returned.connection();
                return null;
              }
              return method.invoke(connection, arguments);
            });
    return (DataSource)
        Proxy.newProxyInstance(
            loader, new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> lent);
  }

  @Test
  void worksWithAPool() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setDataSource(builder().password("sync", "s3cret").build());
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertThat(one(pool)).isEqualTo("1");
    }
  }

  @Test
  void noTextContainsASecret() {
    SnowflakeConnections connections = builder().password("sync", "wr0ng-s3cret").build();

    assertThat(connections.toString()).contains("authentication=password").doesNotContain("wr0ng");
    assertThatThrownBy(connections::getConnection)
        .satisfies(
            thrown -> {
              for (Throwable e = thrown; e != null; e = e.getCause()) {
                assertThat(e.toString()).doesNotContain("wr0ng");
              }
            });
  }

  @Test
  void requiresOneWayToLogIn() {
    assertThatThrownBy(() -> builder().build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("No way to log in");
    assertThatThrownBy(
            () -> builder().password("sync", "s3cret").programmaticAccessToken("sync", "t0ken"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("already set: password");
    assertThatThrownBy(() -> SnowflakeConnections.forAccount("a/b?password=x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(SnowflakeConnections.forAccount("org-acc").password("u", "p").build().toString())
        .contains("jdbc:snowflake://org-acc.snowflakecomputing.com/");
  }

  private static SnowflakeConnections.Builder builder() {
    return SnowflakeConnections.forUrl(snowflake.jdbcUrl());
  }

  private static String pem() {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static String one(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 1")) {
      rows.next();
      return Optional.ofNullable(rows.getString(1)).orElse("");
    }
  }

  @Test
  void rejectsANetworkTimeoutThatTheDriverReadsAsNoLimit() {
    assertThatThrownBy(
            () ->
                SnowflakeConnections.forAccount("org-account")
                    .networkTimeout(Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("networkTimeout must be a second or more, got PT0.999S");
  }
}
