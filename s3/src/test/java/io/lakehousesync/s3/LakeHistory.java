package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.spi.MetadataLocation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * An Iceberg table with a random history, and what {@code iceberg_tables} contained after each
 * commit. VACUUM compacts files, expires snapshots and removes what remains. The test also removes
 * metadata files, in any order, except the newest two. Some files stay forever, as with pg_lake,
 * which gives up files that it could not remove for a day.
 */
final class LakeHistory implements AutoCloseable {
  private final S3Lakehouse lake;
  private final String table;
  private final Random random;
  private final Connection connection;
  private final List<MetadataLocation> committed = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private int columns;
  private int compactions;
  private int expiries;

  LakeHistory(S3Lakehouse lake, int seed) throws SQLException {
    this.lake = lake;
    table = "history_" + seed;
    random = new Random(seed);
    connection = lake.lakehouse().postgres().getConnection();
    sql("CREATE TABLE %s (id int, note text) USING iceberg");
    sql("CREATE TABLE %s_once (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
    committed.add(read());
  }

  /** What {@code iceberg_tables} contained after each commit. */
  List<MetadataLocation> committed() {
    return committed;
  }

  MetadataLocation current() {
    return committed.get(committed.size() - 1);
  }

  Random random() {
    return random;
  }

  /** Files of commits that failed after their upload. */
  int failedUploads() {
    return failed.size();
  }

  /** Commits of VACUUM that rewrote files. */
  int compactions() {
    return compactions;
  }

  /** Commits of VACUUM after which there were fewer snapshots. */
  int expiries() {
    return expiries;
  }

  void step() throws SQLException {
    switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> insert();
      case 4 -> sql("UPDATE %s SET note = note || 'x'");
      case 5 -> sql("DELETE FROM %s WHERE id < " + random.nextInt(50));
      case 6 -> addColumn();
      case 7 -> rewrite();
      case 8 -> rollBack();
      case 9, 10 -> failAfterUpload();
      case 11 -> expire();
      default -> vacuum();
    }
    note();
  }

  private void note() throws SQLException {
    MetadataLocation now = read();
    if (!now.equals(current())) {
      committed.add(now);
    }
  }

  private void insert() throws SQLException {
    sql("INSERT INTO %s SELECT i, 'x' FROM generate_series(1, 5) i");
  }

  /** A commit without a snapshot. */
  private void addColumn() throws SQLException {
    sql("ALTER TABLE %s ADD COLUMN c" + columns++ + " int");
  }

  /** The same rows in other files. */
  private void rewrite() throws SQLException {
    sql(
        "BEGIN",
        "CREATE TEMP TABLE rows ON COMMIT DROP AS SELECT * FROM %s",
        "DELETE FROM %s",
        "INSERT INTO %s SELECT * FROM rows",
        "COMMIT");
  }

  private void rollBack() throws SQLException {
    sql("BEGIN");
    insert();
    sql("ROLLBACK");
  }

  /** Compacts two or more small files. Its last action removes what a rollback left. */
  private void vacuum() throws SQLException {
    insert();
    note();
    insert();
    note();
    String directory = current().directory().replaceFirst("/metadata$", "/data");
    List<String> needed = lake.objects(directory);
    rollBack();
    List<String> left = new ArrayList<>(lake.objects(directory));
    left.removeAll(needed);
    int files = number("SELECT count(*) FROM lake_iceberg.files('%l') WHERE content = 'DATA'");
    int snapshots = number("SELECT count(*) FROM lake_iceberg.snapshots('%l')");
    sql("VACUUM %s");
    await()
        .untilAsserted(() -> assertThat(lake.objects(directory)).doesNotContainAnyElementsOf(left));
    if (!read().equals(current())) {
      MetadataLocation previous = read("previous_metadata_location");
      if (!previous.equals(current())) {
        // One commit for the compaction and one for the expiry.
        committed.add(previous);
      }
    }
    compactions +=
        number("SELECT count(*) FROM lake_iceberg.files('%l') WHERE content = 'DATA'") < files
            ? 1
            : 0;
    expiries += number("SELECT count(*) FROM lake_iceberg.snapshots('%l')") < snapshots ? 1 : 0;
  }

  /** Runs SQL with the table's location for %l. */
  private int number(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rs = statement.executeQuery(query.replace("%l", read().uri()))) {
      rs.next();
      return rs.getInt(1);
    }
  }

  /** Lets COMMIT fail after the metadata file is uploaded, by a check of another table. */
  private void failAfterUpload() throws SQLException {
    List<String> before = metadataFiles();
    sql("BEGIN");
    insert();
    sql("INSERT INTO %s_once VALUES (1), (1)");
    assertThatThrownBy(() -> sql("COMMIT")).hasMessageContaining("_once_id_key");
    List<String> left = metadataFiles();
    left.removeAll(before);
    failed.addAll(left);
    assertThat(read()).isEqualTo(current());
  }

  private void expire() {
    List<String> replaced = new ArrayList<>();
    committed.subList(0, Math.max(0, committed.size() - 2)).forEach(old -> replaced.add(old.uri()));
    if (random.nextInt(3) == 0) {
      replaced.addAll(failed);
    }
    Collections.shuffle(replaced, random);
    replaced.stream().filter(file -> random.nextInt(5) > 0).forEach(lake::delete);
  }

  List<String> metadataFiles() {
    return new ArrayList<>(
        lake.objects(current().directory()).stream()
            .filter(uri -> uri.endsWith(".metadata.json"))
            .toList());
  }

  private MetadataLocation read() throws SQLException {
    return read("metadata_location");
  }

  private MetadataLocation read(String column) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rs =
            statement.executeQuery(
                "SELECT %s FROM iceberg_tables WHERE table_name = '%s'".formatted(column, table))) {
      rs.next();
      return new MetadataLocation(rs.getString(1));
    }
  }

  private void sql(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql.replace("%s", table));
      }
    }
  }

  /** Removes the table with its files, because listings take longer with more files. */
  @Override
  public void close() throws SQLException {
    sql("DROP TABLE %s", "DROP TABLE %s_once");
    connection.close();
    String directory = current().directory();
    lake.objects(directory.substring(0, directory.lastIndexOf('/'))).forEach(lake::delete);
  }
}
