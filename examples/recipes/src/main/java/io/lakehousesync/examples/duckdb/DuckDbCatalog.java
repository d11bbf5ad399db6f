package io.lakehousesync.examples.duckdb;

import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.TableName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The views of a DuckDB file, and the snapshot that each view shows. */
final class DuckDbCatalog {
  static final String TABLE = "lakehouse_sync.served";

  /** Without these settings, DuckDB would look for extensions on the network. */
  private static final String SETTINGS =
      """
      SET autoinstall_known_extensions = false;
      SET autoload_known_extensions = false;
      CREATE SCHEMA IF NOT EXISTS lakehouse_sync;
      CREATE TABLE IF NOT EXISTS %s (
        view     VARCHAR PRIMARY KEY,
        location VARCHAR NOT NULL,
        files    VARCHAR NOT NULL
      )
      """
          .formatted(TABLE);

  private final String url;

  DuckDbCatalog(Path file) {
    url = "jdbc:duckdb:" + file.toAbsolutePath();
  }

  /**
   * The snapshot that a view shows.
   *
   * @param location the snapshot
   * @param files the local copies of its files
   */
  record Served(MetadataLocation location, List<Path> files) {
    Served {
      files = List.copyOf(files);
    }
  }

  Optional<Served> served(TableName view) throws SQLException {
    try (Connection connection = open();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT location, files FROM %s WHERE view = ?".formatted(TABLE))) {
      statement.setString(1, view.toString());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new Served(new MetadataLocation(rows.getString(1)), paths(rows.getString(2))))
            : Optional.empty();
      }
    }
  }

  /** Switches a view to another snapshot, and records this snapshot, in one transaction. */
  void switchTo(TableName view, String query, Served served) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement();
        PreparedStatement note =
            connection.prepareStatement(
                "INSERT OR REPLACE INTO %s VALUES (?, ?, ?)".formatted(TABLE))) {
      connection.setAutoCommit(false);
      statement.execute("CREATE SCHEMA IF NOT EXISTS " + Quoted.name(view.schema()));
      statement.execute(
          "CREATE OR REPLACE VIEW %s.%s AS %s"
              .formatted(Quoted.name(view.schema()), Quoted.name(view.name()), query));
      note.setString(1, view.toString());
      note.setString(2, served.location().uri());
      note.setString(3, String.join("\n", served.files().stream().map(Path::toString).toList()));
      note.executeUpdate();
      connection.commit();
    }
  }

  private Connection open() throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static List<Path> paths(String lines) {
    return Arrays.stream(lines.split("\n", -1))
        .filter(line -> !line.isEmpty())
        .map(Path::of)
        .toList();
  }
}
