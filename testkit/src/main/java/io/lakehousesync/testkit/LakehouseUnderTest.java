package io.lakehousesync.testkit;

import io.lakehousesync.testkit.s3.S3Settings;
import io.lakehousesync.testkit.s3.S3Settings.Addressing;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The lakehouse that integration tests run against: an embedded one, or a real pg_lake whose
 * address is given by environment variables.
 *
 * <table>
 *   <caption>The environment variables</caption>
 *   <tr><td>{@code LAKEHOUSE_PG_URL}</td><td>JDBC URL of a database with pg_lake. If it is set, the S3 variables must be set too</td></tr>
 *   <tr><td>{@code LAKEHOUSE_PG_USER}, {@code LAKEHOUSE_PG_PASSWORD}</td><td>a superuser of the database</td></tr>
 *   <tr><td>{@code LAKEHOUSE_S3_ENDPOINT}, {@code LAKEHOUSE_S3_REGION}, {@code LAKEHOUSE_S3_ACCESS_KEY}, {@code LAKEHOUSE_S3_SECRET_KEY}, {@code LAKEHOUSE_S3_PATH_STYLE}</td><td>the S3 service that pg_lake writes to</td></tr>
 *   <tr><td>{@code LAKEHOUSE_LOCATION_PREFIX}</td><td>the location below which Iceberg tables are created</td></tr>
 * </table>
 *
 * <p>The system property {@code lakehouse.binaries} can name a directory in which the embedded
 * lakehouse keeps PostgreSQL's unpacked binaries for the next start.
 *
 * @param jdbcUrl the URL of a database with pg_lake
 * @param user a superuser of the database
 * @param password the superuser's password
 * @param s3 the S3 service that pg_lake writes to
 * @param locationPrefix the location below which Iceberg tables are created
 */
public record LakehouseUnderTest(
    String jdbcUrl, String user, String password, S3Settings s3, String locationPrefix) {
  private static @Nullable LakehouseUnderTest shared;
  private static final Map<LakehouseUnderTest, DataSource> POOLS = new ConcurrentHashMap<>();

  /**
   * Returns the lakehouse that all tests of this process share. The first call starts it. It stops
   * when the JVM ends.
   */
  public static synchronized LakehouseUnderTest shared() {
    if (shared == null) {
      Map<String, String> environment = System.getenv();
      shared = environment.containsKey("LAKEHOUSE_PG_URL") ? given(environment) : embedded();
    }
    return shared;
  }

  /**
   * Returns a data source for the superuser. It keeps sessions: one that is closed is reset by
   * {@code DISCARD ALL} and used again, until the JVM ends.
   */
  public DataSource postgres() {
    return POOLS.computeIfAbsent(this, lakehouse -> SessionPool.of(lakehouse.newSessions()));
  }

  /** Returns a data source for the superuser, whose sessions are new, and end when closed. */
  public DataSource newSessions() {
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    postgres.setUrl(jdbcUrl);
    postgres.setUser(user);
    postgres.setPassword(password);
    return postgres;
  }

  /** Returns the base URL of an external volume that contains all tables: the bucket. */
  public String storageBaseUrl() {
    return locationPrefix.replaceFirst("^(s3[a-z]?://[^/]+/).*", "$1");
  }

  private static LakehouseUnderTest embedded() {
    EmbeddedLakehouse lakehouse = EmbeddedLakehouse.shared();
    return new LakehouseUnderTest(
        lakehouse.pgLake().jdbcUrl(),
        lakehouse.pgLake().user(),
        lakehouse.pgLake().password(),
        lakehouse.s3(),
        lakehouse.locationPrefix());
  }

  private static LakehouseUnderTest given(Map<String, String> environment) {
    boolean pathStyle = Boolean.parseBoolean(environment.get("LAKEHOUSE_S3_PATH_STYLE"));
    S3Settings s3 =
        new S3Settings(
            Optional.ofNullable(environment.get("LAKEHOUSE_S3_ENDPOINT")).map(URI::create),
            environment.getOrDefault("LAKEHOUSE_S3_REGION", "us-east-1"),
            required(environment, "LAKEHOUSE_S3_ACCESS_KEY"),
            required(environment, "LAKEHOUSE_S3_SECRET_KEY"),
            pathStyle ? Addressing.PATH : Addressing.VIRTUAL_HOST);
    return new LakehouseUnderTest(
        required(environment, "LAKEHOUSE_PG_URL"),
        environment.getOrDefault("LAKEHOUSE_PG_USER", "postgres"),
        environment.getOrDefault("LAKEHOUSE_PG_PASSWORD", ""),
        s3,
        required(environment, "LAKEHOUSE_LOCATION_PREFIX"));
  }

  private static String required(Map<String, String> environment, String name) {
    return Objects.requireNonNull(
        environment.get(name), () -> "Set " + name + " too, because LAKEHOUSE_PG_URL is set");
  }

  @Override
  public String toString() {
    return "LakehouseUnderTest[jdbcUrl=%s, user=%s, s3=%s, locationPrefix=%s]"
        .formatted(jdbcUrl, user, s3, locationPrefix);
  }
}
