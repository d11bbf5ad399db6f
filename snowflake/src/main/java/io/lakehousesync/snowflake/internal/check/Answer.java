package io.lakehousesync.snowflake.internal.check;

import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.JsonText;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Snowflake's answer to a statement. Its text contains no values of rows.
 *
 * @param rows the rows; empty for a statement that is not a query
 * @param failure the error, if there was one
 * @param took the time until the answer
 */
public record Answer(List<Row> rows, Optional<SQLException> failure, Duration took) {
  /** Sends a statement in the way in which the module sends it. */
  public static Answer to(JdbcStatements snowflake, String sql) {
    long begun = System.nanoTime();
    List<Row> rows = List.of();
    Optional<SQLException> failure = Optional.empty();
    try {
      if (sql.matches("(?s)(SELECT|SHOW|DESCRIBE)\\s.*")) {
        rows = snowflake.rows(sql);
      } else {
        snowflake.execute(sql);
      }
    } catch (SQLException e) {
      failure = Optional.of(e);
    }
    return new Answer(rows, failure, Duration.ofNanos(System.nanoTime() - begun));
  }

  /** Returns whether Snowflake did not answer. */
  public boolean isMissing() {
    return failure.filter(SnowflakeErrors::isUnanswered).isPresent();
  }

  /** Returns the only value, if the answer is one value. */
  Optional<String> value() {
    return rows.size() == 1 && rows.get(0).values().size() == 1
        ? rows.get(0).values().values().stream().findFirst()
        : Optional.empty();
  }

  @Override
  public String toString() {
    if (failure.isPresent()) {
      return "error: " + SnowflakeErrors.describe(failure.get());
    }
    Optional<String> json = value().filter(value -> value.startsWith("{"));
    if (json.isPresent()) {
      return "a JSON value with " + new TreeSet<>(JsonText.fields(json.get()).keySet());
    }
    return rows.isEmpty()
        ? "no error, no rows"
        : "%d rows with %s".formatted(rows.size(), rows.get(0).values().keySet());
  }
}
