package io.lakehousesync.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.testkit.s3.S3Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** A lakehouse whose data outlives it. */
class KeptLakehouseIT {
  @TempDir Path temporary;

  @Test
  void theNextLakehouseContinuesWithTablesFilesAndDatabases() throws SQLException {
    String password;
    try (EmbeddedLakehouse first = start()) {
      password = first.pgLake().password();
      first.pgLake().createDatabase("shop");
      execute(first, "CREATE TABLE heap (id int)", "INSERT INTO heap VALUES (1)");
      execute(first, "CREATE TABLE t (id int) USING iceberg", "INSERT INTO t VALUES (1)");
    }

    try (EmbeddedLakehouse second = start()) {
      assertThat(second.pgLake().password()).isEqualTo(password);
      assertThat(rows(second, "SELECT id FROM heap")).containsExactly("1");
      String before = location(second);
      execute(second, "INSERT INTO t VALUES (2)");

      assertThat(rows(second, "SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
      assertThat(location(second)).contains("/metadata/00002-").isNotEqualTo(before);
      assertThat(keys(second)).contains(key(before), key(location(second)));
      try (Connection shop =
              DriverManager.getConnection(
                  second.pgLake().jdbcUrl().replaceFirst("/postgres$", "/shop"),
                  second.pgLake().user(),
                  password);
          Statement statement = shop.createStatement()) {
        statement.execute("CREATE TABLE t (id int) USING iceberg");
        statement.execute("INSERT INTO t VALUES (1)");
      }
    }
  }

  @Test
  void oneLakehouseAtATimeUsesTheDirectory() throws SQLException {
    try (EmbeddedLakehouse first = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Another lakehouse uses");

      assertThat(rows(first, "SELECT 1")).containsExactly("1");
    }
  }

  @Test
  void aDirectoryWithOtherFilesIsRefusedAndStaysAsItIs() throws IOException {
    Path other = Files.writeString(Files.createDirectories(directory()).resolve("notes"), "mine");

    assertThatThrownBy(this::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("files that are not from a lakehouse");

    try (var files = Files.list(directory())) {
      assertThat(files).containsExactly(other);
    }
  }

  @Test
  void onlyTheOwnerCanReadThePassword() throws IOException {
    start().close();

    assertThat(Files.getPosixFilePermissions(directory().resolve("password")))
        .isEqualTo(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
  }

  private Path directory() {
    return temporary.resolve("kept");
  }

  private EmbeddedLakehouse start() {
    EmbeddedLakehouse.Builder builder = EmbeddedLakehouse.builder().keep(directory());
    String binaries = System.getProperty("lakehouse.binaries");
    return (binaries == null ? builder : builder.binaries(Path.of(binaries))).start();
  }

  private static String location(EmbeddedLakehouse lakehouse) throws SQLException {
    return rows(lakehouse, "SELECT metadata_location FROM iceberg_tables WHERE table_name = 't'")
        .get(0);
  }

  private static String key(String location) {
    return location.replaceFirst("^s3://[^/]+/", "");
  }

  private static List<String> keys(EmbeddedLakehouse lakehouse) {
    S3Settings settings = lakehouse.s3();
    try (S3Client client = settings.newClient()) {
      return client.listObjectsV2(request -> request.bucket("lake")).contents().stream()
          .map(object -> object.key())
          .toList();
    }
  }

  private static void execute(EmbeddedLakehouse lakehouse, String... statements)
      throws SQLException {
    try (Connection connection = lakehouse.pgLake().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> rows(EmbeddedLakehouse lakehouse, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = lakehouse.pgLake().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }
}
