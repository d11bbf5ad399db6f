package io.lakehousesync.testkit.snowflake;

import io.lakehousesync.testkit.s3.EmbeddedS3;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;

/** A stand-in with its own S3 service, for the tests of one class. */
final class StandIn implements AutoCloseable {
  final EmbeddedS3 s3;
  final FileIO io;
  final EmbeddedSnowflake snowflake;

  StandIn(Path directory) throws IOException {
    this(directory, builder -> {});
  }

  /** Starts a stand-in with additional configuration. */
  StandIn(Path directory, Consumer<EmbeddedSnowflakeBuilder> more) throws IOException {
    s3 = EmbeddedS3.start(Files.createDirectory(directory.resolve("s3")));
    s3.createBucket("lake");
    io = s3.settings().newFileIO();
    EmbeddedSnowflakeBuilder builder =
        EmbeddedSnowflake.builder(s3.settings())
            .workDirectory(directory.resolve("work"))
            .externalVolume("LAKE_VOLUME", "s3://lake/")
            .catalogIntegration("PG_LAKE_CATALOG")
            .database("RETAIL_ANALYTICS", "LAKEHOUSE");
    more.accept(builder);
    snowflake = builder.start();
  }

  Properties properties() {
    Properties properties = snowflake.connectionProperties();
    properties.setProperty("db", "RETAIL_ANALYTICS");
    properties.setProperty("schema", "LAKEHOUSE");
    properties.setProperty("warehouse", "COMPUTE_WH");
    return properties;
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(snowflake.jdbcUrl(), properties());
  }

  Table newTable(String name, Schema schema) {
    return TableOnS3.create(io, "s3://lake/frompg/tables/" + name, schema);
  }

  /** Writes a file. */
  void put(String location, String text) throws IOException {
    try (OutputStream out = io.newOutputFile(location).createOrOverwrite()) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Returns the statement that creates a storage integration for stages in the lake. */
  static String storageIntegration(String name) {
    return """
        CREATE STORAGE INTEGRATION IF NOT EXISTS %s TYPE = EXTERNAL_STAGE STORAGE_PROVIDER = 'S3'
          ENABLED = TRUE STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::001234567890:role/lake'
          STORAGE_ALLOWED_LOCATIONS = ('s3://lake/')
        """
        .formatted(name);
  }

  /** Returns the statement that registers a table at its newest metadata file. */
  static String register(String name, Table table) {
    return """
        CREATE ICEBERG TABLE %s
          EXTERNAL_VOLUME = 'lake_volume'
          CATALOG = 'pg_lake_catalog'
          METADATA_FILE_PATH = '%s'
        """
        .formatted(name, TableOnS3.path(table));
  }

  static String refresh(String name, Table table) {
    return "ALTER ICEBERG TABLE %s REFRESH '%s'".formatted(name, TableOnS3.path(table));
  }

  /** Returns all rows, each as its values joined by bars. */
  static List<String> rows(Connection connection, String sql) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      while (rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          values.add(String.valueOf(rows.getString(i)));
        }
        all.add(String.join("|", values));
      }
      return all;
    }
  }

  static void execute(Connection connection, String... statements) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() {
    snowflake.close();
    io.close();
    s3.close();
  }
}
