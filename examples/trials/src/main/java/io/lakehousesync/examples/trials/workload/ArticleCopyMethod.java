package io.lakehousesync.examples.trials.workload;

import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.WriteMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * The statement of the article (Reza Brianca, "Building a True Lakehouse via Snowflake Postgres and
 * pg_lake"): copies the rows whose {@code synced_at} is null, and marks them by their ids. If
 * another transaction updates such a row at the same time, the old version is copied, but the new
 * version is marked.
 *
 * <p>If the Iceberg table has one row per key, the method first deletes, in the same transaction,
 * the rows that it will copy, because pg_lake has no MERGE. Each statement finds these rows
 * separately. So a row that is updated between the statements appears twice.
 *
 * <p>The heap table has a trigger that sets {@code synced_at} to null with each update, so that the
 * test finds only this race. Without the trigger, every update after the copy would be missing.
 */
public final class ArticleCopyMethod implements CopyMethod {
  private static final String DELETE =
      "DELETE FROM %s WHERE id IN (SELECT id FROM %s WHERE synced_at IS NULL)";

  private static final String COPY =
      """
      WITH synced AS (
        INSERT INTO %1$s (id, version, payload)
        SELECT id, version, payload FROM %2$s WHERE synced_at IS NULL
        RETURNING id
      )
      UPDATE %2$s SET synced_at = now() WHERE id IN (SELECT id FROM synced)
      """;

  private final TableProfile profile;
  private final DataSource postgres;

  /** Creates the method for a table with this profile. */
  public ArticleCopyMethod(TableProfile profile, DataSource postgres) {
    this.profile = profile;
    this.postgres = postgres;
  }

  @Override
  public TableProfile profile() {
    return profile;
  }

  @Override
  public String promise() {
    return "none: copies the rows where synced_at is null, then marks their ids";
  }

  @Override
  public void create(Connection connection) throws SQLException {
    WorkloadDatabase.execute(
        connection,
        profile.createHeap(",\n  synced_at timestamp"),
        """
        CREATE INDEX ON %s (synced_at) WHERE synced_at IS NULL"""
            .formatted(profile.heap()),
        """
        CREATE OR REPLACE FUNCTION %s.not_synced() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.synced_at IS NOT DISTINCT FROM OLD.synced_at THEN NEW.synced_at := NULL; END IF;
          RETURN NEW;
        END $$"""
            .formatted(profile.schema()),
        """
        CREATE TRIGGER not_synced BEFORE UPDATE ON %s
          FOR EACH ROW EXECUTE FUNCTION %s.not_synced()"""
            .formatted(profile.heap(), profile.schema()),
        profile.createIceberg());
  }

  @Override
  public CopyResult copyOnce() throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      if (profile.mode() == WriteMode.UPSERT) {
        statement.executeUpdate(DELETE.formatted(profile.iceberg(), profile.heap()));
      }
      int rows = statement.executeUpdate(COPY.formatted(profile.iceberg(), profile.heap()));
      connection.commit();
      return CopyMethod.copied(rows);
    }
  }
}
