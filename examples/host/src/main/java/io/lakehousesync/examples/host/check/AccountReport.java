package io.lakehousesync.examples.host.check;

import io.lakehousesync.snowflake.setup.AccountCheckResult;
import io.lakehousesync.snowflake.setup.AccountCheckResult.Outcome;
import io.lakehousesync.text.Printable;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/** The report of a check, as text that a user can send. */
final class AccountReport {
  private final DataSource snowflake;
  private final List<AccountCheckResult> results;

  AccountReport(DataSource snowflake, List<AccountCheckResult> results) {
    this.snowflake = snowflake;
    this.results = results;
  }

  static long count(List<AccountCheckResult> results, Outcome outcome) {
    return results.stream().filter(result -> result.outcome() == outcome).count();
  }

  /** Returns the outcome in one word. */
  static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String text() {
    StringBuilder text = new StringBuilder("Check of a Snowflake account by Lakehouse Sync\n");
    text.append(versions()).append('\n');
    for (Outcome outcome : Outcome.values()) {
      text.append("%s: %d%n".formatted(word(outcome), count(results, outcome)));
    }
    int number = 0;
    for (AccountCheckResult result : results) {
      number++;
      text.append(
          "%n%d. %s (%d ms)%n   %s%n   expected: %s%n   came:     %s%n"
              .formatted(
                  number,
                  word(result.outcome()),
                  result.took().toMillis(),
                  Printable.escape(result.statement()),
                  Printable.escape(result.expected()),
                  Printable.escape(result.came())));
    }
    return text.toString();
  }

  private String versions() {
    try (Connection connection = snowflake.getConnection()) {
      DatabaseMetaData data = connection.getMetaData();
      return "Snowflake %s, driver %s, Java %s"
          .formatted(
              data.getDatabaseProductVersion(),
              data.getDriverVersion(),
              System.getProperty("java.version"));
    } catch (SQLException e) {
      return "no connection to Snowflake";
    }
  }
}
