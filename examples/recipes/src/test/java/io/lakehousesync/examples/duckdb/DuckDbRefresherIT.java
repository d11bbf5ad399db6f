package io.lakehousesync.examples.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.contract.CatalogRefresherContract;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.IcebergTablesLocator;
import io.lakehousesync.s3.MetadataFiles;
import io.lakehousesync.s3.metadata.SnapshotFile;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import io.lakehousesync.testkit.LakehouseUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Tests views over snapshots of pg_lake with the contract test that Snowflake's refresher also
 * passes.
 */
class DuckDbRefresherIT extends CatalogRefresherContract {
  private static final LakehouseUnderTest LAKEHOUSE = LakehouseUnderTest.shared();
  private static final S3Client S3 = LAKEHOUSE.s3().newClient();
  private static final SyncTable TABLE = SyncTable.of("duck_it.stores", "duck_it.iceberg_stores");

  @TempDir private Path directory;

  @BeforeEach
  void createTable() throws SQLException {
    postgres("DROP SCHEMA IF EXISTS duck_it CASCADE");
    postgres("CREATE SCHEMA duck_it");
    postgres("CREATE TABLE duck_it.iceberg_stores (id int, name text) USING iceberg");
  }

  @AfterAll
  static void stop() throws SQLException {
    postgres("DROP SCHEMA IF EXISTS duck_it CASCADE");
    S3.close();
  }

  @Override
  protected CatalogRefresher newRefresher() {
    return new DuckDbRefresher(database(), directory.resolve("cache"), S3);
  }

  @Override
  protected SyncTable table() {
    return TABLE;
  }

  @Override
  protected MetadataLocation commit() throws SQLException {
    return commit("INSERT INTO duck_it.iceberg_stores VALUES (1, 'one')");
  }

  @Override
  protected MetadataLocation commitToAnotherTable() throws SQLException {
    postgres("CREATE TABLE duck_it.iceberg_others (id int, name text) USING iceberg");
    postgres("INSERT INTO duck_it.iceberg_others VALUES (1, 'one')");
    return location(TableName.parse("duck_it.iceberg_others"));
  }

  @Override
  protected long catalogRows() throws SQLException {
    return Long.parseLong(query("SELECT count(*) FROM duck_it.iceberg_stores").get(0));
  }

  @Test
  void aTableWithoutRowsIsAViewWithoutRows() throws SQLException {
    newRefresher().refresh(TABLE, location());

    assertThat(query("SELECT id, name FROM duck_it.iceberg_stores")).isEmpty();
  }

  @Test
  void rowsOfPositionDeletesAreExcluded() throws SQLException {
    commit(
        "INSERT INTO duck_it.iceberg_stores SELECT i, 'n' || i FROM generate_series(1, 50) AS i");
    MetadataLocation location = commit("DELETE FROM duck_it.iceberg_stores WHERE id IN (7, 49)");
    assertThat(files(location))
        .extracting(SnapshotFile::content)
        .contains(SnapshotFile.Content.POSITION_DELETES);

    newRefresher().refresh(TABLE, location);

    assertThat(query("SELECT id, name FROM duck_it.iceberg_stores ORDER BY id"))
        .isEqualTo(
            Stream.iterate(1, i -> i <= 50, i -> i + 1)
                .filter(i -> i != 7 && i != 49)
                .map(i -> i + "|n" + i)
                .toList());
  }

  @Test
  void columnsAreFoundByTheirIds() throws SQLException {
    commit();
    postgres("ALTER TABLE duck_it.iceberg_stores RENAME name TO city");
    postgres("ALTER TABLE duck_it.iceberg_stores ADD COLUMN amount numeric(10, 2)");
    newRefresher()
        .refresh(TABLE, commit("INSERT INTO duck_it.iceberg_stores VALUES (2, 'two', 2.50)"));

    assertThat(query("SELECT id, city, amount FROM duck_it.iceberg_stores ORDER BY id"))
        .containsExactly("1|one|null", "2|two|2.50");
  }

  @Test
  void anUnsupportedTypeIsRejected() throws SQLException {
    postgres("CREATE TYPE duck_it.pair AS (a int, b int)");
    postgres("CREATE TABLE duck_it.iceberg_pairs (id int, p duck_it.pair) USING iceberg");
    SyncTable pairs = SyncTable.of("duck_it.pairs", "duck_it.iceberg_pairs");
    MetadataLocation location =
        Objects.requireNonNull(
            IcebergTablesLocator.of(LAKEHOUSE.postgres())
                .locations(List.of(pairs.target()))
                .get(pairs.target()));

    assertThatThrownBy(() -> newRefresher().refresh(pairs, location))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContainingAll("A DuckDB view cannot show ", ": column p has the type struct<");
    assertThat(newRefresher().served(pairs)).isEmpty();
  }

  @Test
  void neverGoesBack() throws SQLException {
    MetadataLocation first = commit();
    MetadataLocation second = commit();
    CatalogRefresher refresher = newRefresher();
    refresher.refresh(TABLE, second);

    assertThatThrownBy(() -> refresher.refresh(TABLE, first))
        .isInstanceOf(NotAppliedException.class)
        .hasMessageContaining("is not a later snapshot of it: was PostgreSQL restored");
    assertThat(catalogRows()).isEqualTo(2);
  }

  @Test
  void copiesOfFilesThatNoSnapshotNeedsAreRemoved() throws Exception {
    CatalogRefresher refresher = newRefresher();
    refresher.refresh(TABLE, commit());
    refresher.refresh(TABLE, commit("TRUNCATE duck_it.iceberg_stores"));
    assertThat(copies()).as("of the snapshot before").hasSize(1);

    refresher.refresh(TABLE, commit());

    assertThat(copies()).hasSize(1);
    assertThat(catalogRows()).isEqualTo(1);
  }

  private Path database() {
    return directory.resolve("lake.duckdb");
  }

  private List<Path> copies() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("cache"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static List<SnapshotFile> files(MetadataLocation location) {
    MetadataFiles files = MetadataFiles.of(S3);
    return files.files(files.read(location).currentSnapshot().orElseThrow());
  }

  private static MetadataLocation commit(String sql) throws SQLException {
    postgres(sql);
    return location();
  }

  private static MetadataLocation location() {
    return location(TABLE.target());
  }

  private static MetadataLocation location(TableName table) {
    return Objects.requireNonNull(
        IcebergTablesLocator.of(LAKEHOUSE.postgres()).locations(List.of(table)).get(table));
  }

  private static void postgres(String sql) throws SQLException {
    try (Connection connection = LAKEHOUSE.postgres().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> query(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
          values.add(String.valueOf(result.getString(column)));
        }
        rows.add(String.join("|", values));
      }
      return rows;
    }
  }
}
