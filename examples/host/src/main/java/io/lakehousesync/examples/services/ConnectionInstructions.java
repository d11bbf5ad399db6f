package io.lakehousesync.examples.services;

import io.lakehousesync.testkit.pglake.EmbeddedPgLake;
import io.lakehousesync.testkit.s3.S3Settings;
import io.lakehousesync.testkit.snowflake.EmbeddedSnowflake;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Lines and variables with which a shell connects to embedded services. */
public final class ConnectionInstructions {
  private final List<String> lines = new ArrayList<>();
  private final Map<String, String> variables = new LinkedHashMap<>();

  ConnectionInstructions() {}

  /** Returns the command with which psql connects. It contains the password. */
  public static String psql(EmbeddedPgLake pgLake) {
    return "PGPASSWORD=%s psql -h 127.0.0.1 -p %d -U %s postgres"
        .formatted(pgLake.password(), pgLake.port(), pgLake.user());
  }

  /**
   * Returns the URL with which Snowflake's JDBC driver connects, and uses the database and schema.
   * It contains the password.
   */
  public static String jdbcUrl(EmbeddedSnowflake standIn, String database, String schema) {
    return "%s&db=%s&schema=%s".formatted(standIn.jdbcUrl(), database, schema);
  }

  void add(EmbeddedPgLake pgLake) {
    lines.add(psql(pgLake));
    export("PG_URL", pgLake.jdbcUrl());
    export("PG_USER", pgLake.user());
    export("PG_PASSWORD", pgLake.password());
  }

  void add(S3Settings s3) {
    s3.endpoint().map(URI::toString).ifPresent(endpoint -> export("S3_ENDPOINT", endpoint));
    export("S3_REGION", s3.region());
    export("S3_ACCESS_KEY", s3.accessKeyId());
    export("S3_SECRET_KEY", s3.secretAccessKey());
    export("S3_PATH_STYLE", String.valueOf(s3.addressing() == S3Settings.Addressing.PATH));
  }

  void add(EmbeddedSnowflake standIn) {
    Properties properties = standIn.connectionProperties();
    export("SNOWFLAKE_URL", standIn.jdbcUrl());
    export("SNOWFLAKE_USER", properties.getProperty("user"));
    export("SNOWFLAKE_PASSWORD", properties.getProperty("password"));
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Returns the variables that the lines export. */
  Map<String, String> variables() {
    return Map.copyOf(variables);
  }

  private void export(String name, String value) {
    variables.put("LAKEHOUSE_" + name, value);
    lines.add("export LAKEHOUSE_" + name + "='" + value + "'");
  }
}
