package io.lakehousesync.s3;

import io.lakehousesync.s3.internal.object.ObjectAddress;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.io.FileIO;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The lakehouse under test: SQL, and objects by their URIs. */
final class S3Lakehouse implements AutoCloseable {
  private final LakehouseUnderTest lakehouse = LakehouseUnderTest.shared();
  private final S3Client s3 = lakehouse.s3().newClient();
  private final FileIO io = lakehouse.s3().newFileIO();

  LakehouseUnderTest lakehouse() {
    return lakehouse;
  }

  S3Client s3() {
    return s3;
  }

  FileIO io() {
    return io;
  }

  /** Returns a new directory for a table that pg_lake does not know. */
  String newDirectory() {
    return lakehouse.storageBaseUrl() + "reading/" + UUID.randomUUID();
  }

  void sql(String... statements) throws SQLException {
    try (Connection connection = lakehouse.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Sets a parameter for all new sessions, including the stand-in's VACUUM. */
  void set(String setting, String value) throws SQLException {
    alterDatabase("SET %s = %s".formatted(setting, value));
  }

  void reset(String setting) throws SQLException {
    alterDatabase("RESET " + setting);
  }

  private void alterDatabase(String action) throws SQLException {
    sql(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %%I %s', current_database()); END $$"
            .formatted(action));
  }

  MetadataLocation location(String table) throws SQLException {
    try (Connection connection = lakehouse.postgres().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rs =
            statement.executeQuery(
                "SELECT metadata_location FROM iceberg_tables WHERE table_name = '%s'"
                    .formatted(table))) {
      rs.next();
      return new MetadataLocation(rs.getString(1));
    }
  }

  void put(String uri, byte[] content) {
    ObjectAddress address = ObjectAddress.of(uri);
    s3.putObject(
        request -> request.bucket(address.bucket()).key(address.key()),
        RequestBody.fromBytes(content));
  }

  void put(String uri, String content) {
    put(uri, content.getBytes(StandardCharsets.UTF_8));
  }

  byte[] get(String uri) {
    ObjectAddress address = ObjectAddress.of(uri);
    return s3.getObjectAsBytes(request -> request.bucket(address.bucket()).key(address.key()))
        .asByteArray();
  }

  void delete(String uri) {
    ObjectAddress address = ObjectAddress.of(uri);
    s3.deleteObject(request -> request.bucket(address.bucket()).key(address.key()));
  }

  /** Returns the URIs of all objects below a directory. */
  List<String> objects(String directory) {
    ObjectAddress address = ObjectAddress.of(directory + "/");
    return s3
        .listObjectsV2Paginator(r -> r.bucket(address.bucket()).prefix(address.key()))
        .contents()
        .stream()
        .map(S3Object::key)
        .map(key -> "s3://" + address.bucket() + "/" + key)
        .toList();
  }

  @Override
  public void close() {
    io.close();
    s3.close();
  }
}
