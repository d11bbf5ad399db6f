package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.MetadataLocation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One Iceberg table of the lakehouse and what becomes of it at random, with what {@code
 * iceberg_tables} said after each step. Files expire by hand, as pg_lake removes them: the newest
 * one and the one before it stay, the others go in any order, and some are given up.
 */
final class LakeHistory implements AutoCloseable {
  private final Lake lake;
  private final String table;
  private final Random random;
  private final Connection connection;
  private final List<MetadataLocation> committed = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private int columns;

  LakeHistory(Lake lake, int seed) throws SQLException {
    this.lake = lake;
    table = "history_" + seed;
    random = new Random(seed);
    connection = lake.lakehouse().postgres().getConnection();
    sql("CREATE TABLE %s (id int, note text) USING iceberg");
    sql("CREATE TABLE %s_once (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
    committed.add(read());
  }

  /** What {@code iceberg_tables} says, after each commit. */
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

  void step() throws SQLException {
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> insert();
      case 4 -> sql("UPDATE %s SET note = note || 'x'");
      case 5 -> sql("DELETE FROM %s WHERE id < " + random.nextInt(50));
      case 6 -> addColumn();
      case 7 -> compact();
      case 8 -> rollBack();
      case 9, 10 -> failAfterUpload();
      default -> expire();
    }
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
  private void compact() throws SQLException {
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

  /** Another table's check fails COMMIT when the metadata file is uploaded. */
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
    try (Statement statement = connection.createStatement();
        ResultSet rs =
            statement.executeQuery(
                "SELECT metadata_location FROM iceberg_tables WHERE table_name = '%s'"
                    .formatted(table))) {
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

  /** Removes the table with its files, for listings take longer the more there are. */
  @Override
  public void close() throws SQLException {
    sql("DROP TABLE %s", "DROP TABLE %s_once");
    connection.close();
    String directory = current().directory();
    lake.objects(directory.substring(0, directory.lastIndexOf('/'))).forEach(lake::delete);
  }
}
