package io.lakehousesync.snowflake.internal.refresh;

import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.OutcomeUnknownException;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements;
import io.lakehousesync.snowflake.internal.sql.JdbcStatements.Row;
import io.lakehousesync.snowflake.internal.sql.SnowflakeErrors;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.snowflake.internal.sql.SnowflakeSql;
import io.lakehousesync.snowflake.internal.sql.TypedTemplate.Clause;
import io.lakehousesync.snowflake.setup.Replacement;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.text.Printable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a table with CREATE OR REPLACE. This statement drops the grants on the table, so this
 * class repeats the grants afterwards.
 */
public final class TableReplacement {
  private static final Logger LOG = LoggerFactory.getLogger(TableReplacement.class);

  /** The part of a message that advises to replace a table. */
  public static final String ADVICE =
      "replace it (SnowflakeRefresher.replace; setup --replace TABLE of the host application), which"
          + " recreates it with its grants and without its refresh history";

  private final JdbcStatements snowflake;
  private final SnowflakeName table;
  private final TableStorage how;

  public TableReplacement(JdbcStatements snowflake, SnowflakeName table, TableStorage how) {
    this.snowflake = snowflake;
    this.table = table;
    this.how = how;
  }

  Replacement run(MetadataLocation location, String path) {
    List<Row> grants = grants();
    LOG.info(
        "{}: replacing the table, to serve {}; it has {} grants",
        Printable.escape(table.toString()),
        Printable.escape(location.uri()),
        grants.size());
    try {
      snowflake.execute(
          SnowflakeSql.REPLACE_TABLE.with(
              table, how.externalVolume().toString(), how.catalogIntegration().toString(), path));
    } catch (SQLException e) {
      throw failure(location, grants, e);
    }
    List<String> granted = new ArrayList<>();
    List<String> notGranted = new ArrayList<>();
    for (Row grant : grants) {
      grant(grant, granted, notGranted);
    }
    return new Replacement(served(location, grants), granted, notGranted);
  }

  /** Returns all grants except OWNERSHIP, because the new table has an owner anyway. */
  private List<Row> grants() {
    try {
      return snowflake.rows(SnowflakeSql.SHOW_TABLE_GRANTS.with(table)).stream()
          .filter(grant -> grant.text("privilege").filter("OWNERSHIP"::equals).isEmpty())
          .toList();
    } catch (SQLException e) {
      throw new NotAppliedException(
          SnowflakeErrors.retry(e),
          "%s was not replaced, because its grants could not be read: %s. %s"
              .formatted(table, SnowflakeErrors.describe(e), SnowflakeErrors.advice(e)),
          e);
    }
  }

  private void grant(Row grant, List<String> granted, List<String> notGranted) {
    String sql = statement(grant);
    if (grant.text("granted_to").filter("ROLE"::equals).isEmpty()) {
      notGranted.add(sql);
      return;
    }
    try {
      snowflake.execute(sql);
      granted.add(sql);
    } catch (SQLException e) {
      LOG.warn(
          "{}: granting again failed, run it yourself: {}: {}",
          Printable.escape(table.toString()),
          Printable.escape(sql),
          Printable.message(SnowflakeErrors.describe(e)));
      notGranted.add(sql);
    }
  }

  private String statement(Row grant) {
    String privilege = grant.text("privilege").orElse("");
    if (!privilege.matches("[A-Z ]+")) {
      throw new IllegalStateException("not a privilege: " + privilege);
    }
    return SnowflakeSql.GRANT.with(
            new Clause(privilege),
            new Clause("TABLE " + table.sql()),
            new SnowflakeName(List.of(grant.text("grantee_name").orElse("?"))))
        + (grant.text("grant_option").filter("true"::equalsIgnoreCase).isPresent()
            ? " WITH GRANT OPTION"
            : "");
  }

  private MetadataLocation served(MetadataLocation wanted, List<Row> grants) {
    try {
      return new JdbcSnowflakeClient(snowflake)
          .served(table)
          .orElseThrow(() -> new SQLException("there is no such table", "02000", 2003));
    } catch (SQLException e) {
      throw unknown(wanted, grants, e);
    }
  }

  private LakehouseSyncException failure(
      MetadataLocation wanted, List<Row> grants, SQLException e) {
    return SnowflakeErrors.isRefused(e) || servesAnotherFile(wanted, e)
        ? new NotAppliedException(
            SnowflakeErrors.retry(e),
            "%s was not replaced: %s. It still serves the same file. %s"
                .formatted(table, SnowflakeErrors.describe(e), SnowflakeErrors.advice(e)),
            e)
        : unknown(wanted, grants, e);
  }

  /** Returns whether Snowflake has answered the statement and still serves another file. */
  private boolean servesAnotherFile(MetadataLocation wanted, SQLException failure) {
    if (SnowflakeErrors.isUnanswered(failure)) {
      return false;
    }
    try {
      return new JdbcSnowflakeClient(snowflake)
          .served(table)
          .filter(now -> !now.equals(wanted))
          .isPresent();
    } catch (SQLException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  private OutcomeUnknownException unknown(
      MetadataLocation wanted, List<Row> grants, SQLException e) {
    return new OutcomeUnknownException(
        "Whether %s serves %s is not known: %s. Replace it again.%s"
            .formatted(
                table,
                wanted,
                SnowflakeErrors.describe(e),
                grants.isEmpty()
                    ? ""
                    : " Its grants were: "
                        + String.join("; ", grants.stream().map(this::statement).toList())),
        e);
  }
}
