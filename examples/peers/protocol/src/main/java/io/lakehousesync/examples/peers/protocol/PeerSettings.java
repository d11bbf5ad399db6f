package io.lakehousesync.examples.peers.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The services and the tables of a peer. The process of the peer gets them as environment
 * variables, because other users of the machine can read a command line.
 *
 * @param pgUrl the JDBC URL of PostgreSQL, without user and password
 * @param schema the schema of the heap table
 * @param table the name of the heap table, and of the Iceberg table
 * @param s3 the S3 service of the Iceberg table
 * @param warehouse the location below which the peer creates its Iceberg table
 * @param directory an empty directory for files of the peer
 */
public record PeerSettings(
    String pgUrl,
    String pgUser,
    String pgPassword,
    String schema,
    String table,
    S3 s3,
    String warehouse,
    String directory) {
  private static final String PREFIX = "PEER_";

  /**
   * An S3 service.
   *
   * @param endpoint its address; empty for AWS
   * @param pathStyle whether requests name the bucket in the path
   */
  public record S3(
      Optional<String> endpoint,
      String region,
      String accessKey,
      String secretKey,
      boolean pathStyle) {
    @Override
    public String toString() {
      return "S3[endpoint=%s, region=%s]".formatted(endpoint.orElse("aws"), region);
    }
  }

  /** Returns the heap table's name in SQL. */
  public String heap() {
    return schema + "." + table;
  }

  /**
   * Returns the properties of an Iceberg catalog for the table: a JDBC catalog in a file, and
   * S3FileIO.
   */
  public Map<String, String> catalogProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("uri", "jdbc:sqlite:file:" + directory + "/catalog.db");
    properties.put("jdbc.schema-version", "V1");
    properties.put("warehouse", warehouse);
    properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
    s3.endpoint().ifPresent(endpoint -> properties.put("s3.endpoint", endpoint));
    properties.put("client.region", s3.region());
    properties.put("s3.access-key-id", s3.accessKey());
    properties.put("s3.secret-access-key", s3.secretKey());
    properties.put("s3.path-style-access", String.valueOf(s3.pathStyle()));
    return properties;
  }

  /** Returns the variables from which {@link #of} reads the same settings. */
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put(PREFIX + "PG_URL", pgUrl);
    variables.put(PREFIX + "PG_USER", pgUser);
    variables.put(PREFIX + "PG_PASSWORD", pgPassword);
    variables.put(PREFIX + "SCHEMA", schema);
    variables.put(PREFIX + "TABLE", table);
    s3.endpoint().ifPresent(endpoint -> variables.put(PREFIX + "S3_ENDPOINT", endpoint));
    variables.put(PREFIX + "S3_REGION", s3.region());
    variables.put(PREFIX + "S3_ACCESS_KEY", s3.accessKey());
    variables.put(PREFIX + "S3_SECRET_KEY", s3.secretKey());
    variables.put(PREFIX + "S3_PATH_STYLE", String.valueOf(s3.pathStyle()));
    variables.put(PREFIX + "WAREHOUSE", warehouse);
    variables.put(PREFIX + "DIRECTORY", directory);
    return variables;
  }

  /**
   * Reads the settings from an environment such as {@link System#getenv()}.
   *
   * @throws IllegalArgumentException if a variable is missing
   */
  public static PeerSettings of(Map<String, String> environment) {
    return new PeerSettings(
        required(environment, "PG_URL"),
        required(environment, "PG_USER"),
        required(environment, "PG_PASSWORD"),
        required(environment, "SCHEMA"),
        required(environment, "TABLE"),
        new S3(
            Optional.ofNullable(environment.get(PREFIX + "S3_ENDPOINT")),
            required(environment, "S3_REGION"),
            required(environment, "S3_ACCESS_KEY"),
            required(environment, "S3_SECRET_KEY"),
            Boolean.parseBoolean(required(environment, "S3_PATH_STYLE"))),
        required(environment, "WAREHOUSE"),
        required(environment, "DIRECTORY"));
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.get(PREFIX + name);
    if (value == null) {
      throw new IllegalArgumentException("The variable " + PREFIX + name + " is not set");
    }
    return value;
  }

  @Override
  public String toString() {
    return "PeerSettings[pgUrl=%s, table=%s, s3=%s, warehouse=%s]"
        .formatted(pgUrl, heap(), s3, warehouse);
  }
}
