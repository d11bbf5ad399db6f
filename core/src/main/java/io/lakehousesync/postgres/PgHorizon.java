package io.lakehousesync.postgres;

import io.lakehousesync.NotAppliedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Finds what holds back the copying of new rows in a database. Other users' queries are named only
 * to members of {@code pg_read_all_stats}.
 *
 * <p>Thread-safe. A call takes one connection from the data source, for one query.
 */
public final class PgHorizon {
  private static final String OLDEST =
      """
      SELECT EXTRACT(EPOCH FROM clock_timestamp() - since) AS age, holder, query
      FROM (
        SELECT xact_start AS since,
               format('pid %%s (application %%s, user %%s), in a transaction since %%s',
                      pid, nullif(application_name, ''), usename, %1$s) AS holder,
               format('%%s: %%s', %2$s, left(regexp_replace(query, '\\s+', ' ', 'g'), 80)) AS query
        FROM pg_stat_activity
        WHERE backend_xid IS NOT NULL AND datname = current_database() AND pid <> pg_backend_pid()
        UNION ALL
        SELECT prepared, format('prepared transaction %%s of user %%s, prepared at %%s', gid, owner, %3$s),
               NULL
        FROM pg_prepared_xacts
        WHERE database = current_database()
      ) AS writing
      ORDER BY since LIMIT 1
      """
          .formatted(
              Sql.instant("xact_start"), Sql.instant("query_start"), Sql.instant("prepared"));

  private final DataSource dataSource;

  private PgHorizon(DataSource dataSource) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
  }

  /** Looks into the database that {@code dataSource} connects to. */
  public static PgHorizon of(DataSource dataSource) {
    return new PgHorizon(dataSource);
  }

  /**
   * The oldest transaction that has written and has not ended; empty if there is none.
   *
   * @throws NotAppliedException if the database could not be asked
   */
  public Optional<Horizon> oldest() {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OLDEST)) {
      if (!row.next()) {
        return Optional.empty();
      }
      return Optional.of(
          new Horizon(
              Duration.ofMillis((long) (row.getDouble("age") * 1000)),
              row.getString("holder"),
              Optional.ofNullable(row.getString("query"))));
    } catch (SQLException e) {
      throw Transactions.notApplied("Look for the oldest transaction", e);
    }
  }
}
