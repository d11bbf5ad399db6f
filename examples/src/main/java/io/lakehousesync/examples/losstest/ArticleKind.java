package io.lakehousesync.examples.losstest;

import io.lakehousesync.CopyResult;
import io.lakehousesync.CopyResult.Remaining;
import io.lakehousesync.examples.workload.Profile;
import io.lakehousesync.examples.workload.WorkloadDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * One statement that copies the rows whose {@code synced_at} is null, and then marks them by their
 * ids. Where an update of such a row is under way, the old version is copied, and the new one is
 * marked.
 *
 * <p>Its table gets the trigger that sets {@code synced_at} to null with each update, so that what
 * is found here is that race alone. Without the trigger, every update after the copy would be
 * missing.
 */
final class ArticleKind implements Kind {
  private final Profile profile;
  private final DataSource postgres;

  ArticleKind(Profile profile, DataSource postgres) {
    this.profile = profile;
    this.postgres = postgres;
  }

  @Override
  public Profile profile() {
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
        CREATE FUNCTION %s.not_synced() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.synced_at IS NOT DISTINCT FROM OLD.synced_at THEN NEW.synced_at := NULL; END IF;
          RETURN NEW;
        END $$"""
            .formatted(Kinds.SCHEMA),
        """
        CREATE TRIGGER not_synced BEFORE UPDATE ON %s
          FOR EACH ROW EXECUTE FUNCTION %s.not_synced()"""
            .formatted(profile.heap(), Kinds.SCHEMA),
        profile.createIceberg());
  }

  @Override
  public CopyResult copyOnce() throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      int rows =
          statement.executeUpdate(
              """
              WITH synced AS (
                INSERT INTO %1$s (id, version, payload)
                SELECT id, version, payload FROM %2$s WHERE synced_at IS NULL
                RETURNING id
              )
              UPDATE %2$s SET synced_at = now() WHERE id IN (SELECT id FROM synced)
              """
                  .formatted(profile.iceberg(), profile.heap()));
      return new CopyResult(
          rows,
          OptionalLong.empty(),
          rows == 0 ? Remaining.NONE : Remaining.READY,
          Optional.empty(),
          Optional.empty());
    }
  }
}
