package io.lakehousesync.postgres;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.report.Horizon;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Finds the transaction that delays the copy of new rows in a database. PostgreSQL shows other
 * users' queries only to members of {@code pg_read_all_stats}.
 *
 * <p>Thread-safe. Each call borrows one connection from the data source, for one query.
 */
public final class PgHorizon {
  private static final String WHAT = "Query of the oldest transaction";

  private static final SqlTemplate OLDEST =
      SqlTemplate.of(
              """
      SELECT EXTRACT(EPOCH FROM clock_timestamp() - since) AS age, holder, query
      FROM (
        SELECT xact_start AS since,
               format('pid %s (application %s, user %s), in a transaction since %s',
                      pid, nullif(application_name, ''), usename, {begun}) AS holder,
               format('%s: %s', {queried}, {query}) AS query
        FROM pg_stat_activity
        WHERE backend_xid IS NOT NULL AND datname = current_database() AND pid <> pg_backend_pid()
        UNION ALL
        SELECT prepared, format('prepared transaction %s of user %s, prepared at %s', gid, owner, {prepared}),
               NULL
        FROM pg_prepared_xacts
        WHERE database = current_database()
      ) AS writing
      ORDER BY since LIMIT 1
      """)
          .with("begun", Sql.instant("xact_start"))
          .with("queried", Sql.instant("query_start"))
          .with("prepared", Sql.instant("prepared"));

  private static final String FIRST_WORDS = Sql.firstWords("query");
  private static final String FIRST_CHARACTERS =
      "left(regexp_replace(query, '\\s+', ' ', 'g'), 80)";

  private final DataSource dataSource;
  private final String query;

  private PgHorizon(DataSource dataSource, String query) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    this.query = query;
  }

  /** Returns an object that queries the database that {@code dataSource} connects to. */
  public static PgHorizon of(DataSource dataSource) {
    return new PgHorizon(dataSource, FIRST_WORDS);
  }

  /**
   * Returns an object whose results have the first 80 characters of queries. These can contain
   * passwords and personal data. Default: the first two words of a query, such as {@code INSERT
   * INTO …}.
   */
  public PgHorizon withQueries() {
    return new PgHorizon(dataSource, FIRST_CHARACTERS);
  }

  /**
   * Returns the oldest open transaction that has written; empty if there is none.
   *
   * @throws NotAppliedException if the query failed
   */
  public Optional<Horizon> oldest() {
    return new Transactions(dataSource).run(WHAT, this::oldest);
  }

  private Optional<Horizon> oldest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OLDEST.with("query", query).sql())) {
      if (!row.next()) {
        return Optional.empty();
      }
      return Optional.of(
          new Horizon(
              Duration.ofMillis((long) (row.getDouble("age") * 1000)),
              row.getString("holder"),
              Optional.ofNullable(row.getString("query"))));
    }
  }
}
