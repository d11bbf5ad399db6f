package io.lakehousesync.postgres.internal.copy;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.sql.Queries;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The Iceberg table that records the cuts of groups. A row without a table name stands for a cut,
 * and is committed together with the cut. The other rows name the metadata files of the cut, which
 * exist only after its COMMIT.
 *
 * @param name the Iceberg table
 */
public record CutsTable(TableName name) {
  /** How long rows are kept. pg_lake removes the files of expired snapshots after ten days. */
  private static final Duration KEPT = Duration.ofDays(10);

  private static final List<String> COLUMNS =
      List.of("cut_id", "group_name", "shows_at", "table_name", "metadata_location");

  private static final String CREATE =
      """
      CREATE TABLE {cuts} (
        cut_id            bigint,
        group_name        text,
        shows_at          timestamptz,
        table_name        text,
        metadata_location text
      ) USING iceberg""";

  private static final String TYPES =
      """
      SELECT concat_ws(' ', attname, format_type(atttypid, atttypmod)) FROM pg_attribute
      WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped AND attname = ANY ({columns})
      """;

  private static final List<String> EXPECTED =
      List.of(
          "cut_id bigint",
          "group_name text",
          "shows_at timestamp with time zone",
          "table_name text",
          "metadata_location text");

  private static final String DENIED =
      """
      SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'DELETE']) AS p
      WHERE NOT has_table_privilege(to_regclass(?), p)
      """;

  /** The literals have the types of the columns, so that pg_lake converts nothing. */
  private static final String INSERT =
      "INSERT INTO {cuts} ({columns}) SELECT ?::bigint, ?::text, ?::timestamptz, t.name, t.location"
          + " FROM unnest(?::text[], ?::text[]) AS t (name, location)";

  private static final String FORGET =
      "DELETE FROM {cuts} WHERE group_name = ? AND shows_at < ?::timestamptz";

  /** Returns the statement that creates the table. */
  public String create() {
    return SqlTemplate.of(CREATE).with("cuts", Sql.table(name)).sql();
  }

  /** Returns whether there is a relation of this name. */
  public boolean exists(Connection connection) throws SQLException {
    return Queries.exists(connection, "to_regclass", Sql.table(name));
  }

  /** Returns why cuts cannot be recorded in the table, one sentence each; empty if they can. */
  public List<String> problems(Connection connection) throws SQLException {
    if (!exists(connection)) {
      return List.of(
          "%s, the table of cuts, does not exist. Run the set-up (PgLakeSetup.applyGroups)."
              .formatted(name));
    }
    if (!Queries.isIceberg(connection, name)) {
      return List.of(
          "%s is not an Iceberg table. Name another table for the cuts.".formatted(name));
    }
    List<String> found =
        Queries.values(
            connection,
            SqlTemplate.of(TYPES).with("columns", "ARRAY[%s]::text[]".formatted(literals())).sql(),
            Sql.table(name));
    List<String> missing = EXPECTED.stream().filter(column -> !found.contains(column)).toList();
    if (!missing.isEmpty()) {
      return List.of(
          "%s cannot record cuts, because it has no column %s. Name another table for the cuts."
              .formatted(name, String.join(", ", missing)));
    }
    List<String> denied = Queries.values(connection, DENIED, Sql.table(name));
    return denied.isEmpty()
        ? List.of()
        : List.of(
            "This role may not %s rows of %s, the table of cuts. Grant the privileges (PgLakePrivileges.grantsForGroups)."
                .formatted(String.join(", ", denied), name));
  }

  private static String literals() {
    return String.join(", ", COLUMNS.stream().map(Sql::literal).toList());
  }

  /** Adds the row of a cut, in its transaction. */
  public void add(Connection connection, SyncGroup group, long id, Instant shows)
      throws SQLException {
    insert(connection, group, id, shows, new String[] {null}, new String[] {null});
  }

  /** Adds the metadata files of a cut that is committed. */
  public void add(
      Connection connection,
      SyncGroup group,
      long id,
      Instant shows,
      Map<TableName, MetadataLocation> snapshots)
      throws SQLException {
    List<TableName> tables = List.copyOf(snapshots.keySet());
    insert(
        connection,
        group,
        id,
        shows,
        tables.stream().map(TableName::toString).toArray(String[]::new),
        tables.stream().map(snapshots::get).map(MetadataLocation::uri).toArray(String[]::new));
  }

  private void insert(
      Connection connection,
      SyncGroup group,
      long id,
      Instant shows,
      String[] tables,
      String[] locations)
      throws SQLException {
    String sql =
        SqlTemplate.of(INSERT)
            .with("cuts", Sql.table(name))
            .with("columns", String.join(", ", COLUMNS))
            .sql();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, id);
      statement.setString(2, group.name());
      statement.setTimestamp(3, Timestamp.from(shows));
      statement.setArray(4, connection.createArrayOf("text", tables));
      statement.setArray(5, connection.createArrayOf("text", locations));
      statement.executeUpdate();
    }
  }

  /** Deletes the rows of old cuts of a group. */
  public void forget(Connection connection, SyncGroup group, Instant now) throws SQLException {
    String sql = SqlTemplate.of(FORGET).with("cuts", Sql.table(name)).sql();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, group.name());
      statement.setTimestamp(2, Timestamp.from(now.minus(KEPT)));
      statement.executeUpdate();
    }
  }
}
