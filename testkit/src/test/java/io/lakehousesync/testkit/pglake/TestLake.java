package io.lakehousesync.testkit.pglake;

import io.lakehousesync.testkit.pglake.internal.server.Directories;
import io.lakehousesync.testkit.s3.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A lake for tests, and an independent reader of its Iceberg tables. */
final class TestLake implements AutoCloseable {
  private static final String BUCKET = "lake";

  private final Path directory;
  private final EmbeddedS3 s3;
  private final EmbeddedPgLake pg;
  private final FileIO io;

  private TestLake(Path directory, EmbeddedS3 s3, EmbeddedPgLake pg) {
    this.directory = directory;
    this.s3 = s3;
    this.pg = pg;
    this.io = s3.settings().newFileIO();
  }

  static TestLake start() throws IOException {
    Path directory = newDirectory();
    EmbeddedS3 s3 = EmbeddedS3.start(Files.createDirectory(directory.resolve("s3")));
    s3.createBucket(BUCKET);
    EmbeddedPgLake pg =
        EmbeddedPgLake.builder(s3.settings())
            .directory(directory.resolve("pg"))
            .binaries(binaries())
            .defaultLocationPrefix("s3://lake/frompg/tables/")
            .start();
    return new TestLake(directory, s3, pg);
  }

  /**
   * Creates a directory, on a RAM disk if there is one, because PostgreSQL starts several times
   * faster there.
   */
  static Path newDirectory() throws IOException {
    Path ram = Path.of("/dev/shm");
    return Files.isWritable(ram)
        ? Files.createTempDirectory(ram, "testkit")
        : Files.createTempDirectory("testkit");
  }

  static Path binaries() {
    return Path.of(System.getProperty("lakehouse.binaries", "target/postgresql")).toAbsolutePath();
  }

  EmbeddedPgLake pg() {
    return pg;
  }

  void stopS3() {
    s3.close();
  }

  Connection connect() throws SQLException {
    return pg.connect();
  }

  void sql(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  List<String> rows(String query) throws SQLException {
    try (Connection connection = connect()) {
      return rows(connection, query);
    }
  }

  static List<String> rows(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rs = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (rs.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 1; i <= rs.getMetaData().getColumnCount(); i++) {
          row.add(rs.getString(i));
        }
        rows.add(String.join("|", row.stream().map(String::valueOf).toList()));
      }
      return rows;
    }
  }

  String location(String table) throws SQLException {
    return rows("SELECT metadata_location FROM iceberg_tables WHERE table_name = '" + table + "'")
        .get(0);
  }

  Table iceberg(String table) throws SQLException {
    return new BaseTable(new StaticTableOperations(location(table), io), table);
  }

  List<Snapshot> snapshots(String table) throws SQLException {
    return StreamSupport.stream(iceberg(table).snapshots().spliterator(), false).toList();
  }

  /**
   * Returns the rows that an Iceberg reader reads, sorted, with their values joined as {@link
   * #rows} does.
   */
  List<String> icebergRows(String table) throws SQLException, IOException {
    List<String> rows = new ArrayList<>();
    Table iceberg = iceberg(table);
    // If rows are deleted, the reader appends their positions.
    int columns = iceberg.schema().columns().size();
    try (CloseableIterable<Record> records = IcebergGenerics.read(iceberg).build()) {
      for (Record record : records) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
          row.add(String.valueOf(record.get(i)));
        }
        rows.add(String.join("|", row));
      }
    }
    return rows.stream().sorted().toList();
  }

  List<FileScanTask> files(String table) throws SQLException, IOException {
    try (CloseableIterable<FileScanTask> tasks = iceberg(table).newScan().planFiles()) {
      return StreamSupport.stream(tasks.spliterator(), false).toList();
    }
  }

  List<String> objects() {
    try (S3Client client = s3.settings().newClient()) {
      return client.listObjectsV2Paginator(request -> request.bucket(BUCKET)).contents().stream()
          .map(S3Object::key)
          .toList();
    }
  }

  @Override
  public void close() throws IOException {
    io.close();
    pg.close();
    s3.close();
    Directories.delete(directory);
  }
}
