package io.lakehousesync.snowflake;

import io.lakehousesync.LakehouseSyncException;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.OutcomeUnknownException;
import io.lakehousesync.snowflake.JdbcStatements.Row;
import io.lakehousesync.snowflake.SqlTemplate.Clause;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** CREATE OR REPLACE of a table, which drops its grants, and the grants given again. */
final class TableReplacement {
  private static final Logger LOG = LoggerFactory.getLogger(TableReplacement.class);

  private final JdbcStatements snowflake;
  private final SnowflakeName table;
  private final MissingTables how;

  TableReplacement(JdbcStatements snowflake, SnowflakeName table, MissingTables how) {
    this.snowflake = snowflake;
    this.table = table;
    this.how = how;
  }

  Replacement run(MetadataLocation location, String path) {
    List<Row> grants = grants();
    LOG.info("{}: replacing it, to serve {}; it has {} grants", table, location, grants.size());
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

  /** Without the owner's own, which comes with the new table. */
  private List<Row> grants() {
    try {
      return snowflake.rows(SnowflakeSql.SHOW_TABLE_GRANTS.with(table)).stream()
          .filter(grant -> grant.text("privilege").filter("OWNERSHIP"::equals).isEmpty())
          .toList();
    } catch (SQLException e) {
      throw new NotAppliedException(
          SnowflakeError.retry(e),
          "%s was not replaced, because its grants could not be read: %s. %s"
              .formatted(table, SnowflakeError.describe(e), SnowflakeError.advice(e)),
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
      LOG.warn("{}: not granted again: {}: {}", table, sql, SnowflakeError.describe(e));
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
    return SnowflakeError.isRefused(e)
        ? new NotAppliedException(
            SnowflakeError.retry(e),
            "%s was not replaced: %s. It serves what it served. %s"
                .formatted(table, SnowflakeError.describe(e), SnowflakeError.advice(e)),
            e)
        : unknown(wanted, grants, e);
  }

  private OutcomeUnknownException unknown(
      MetadataLocation wanted, List<Row> grants, SQLException e) {
    return new OutcomeUnknownException(
        "Whether %s serves %s is not known: %s. Replace it again.%s"
            .formatted(
                table,
                wanted,
                SnowflakeError.describe(e),
                grants.isEmpty()
                    ? ""
                    : " Its grants were: "
                        + String.join("; ", grants.stream().map(this::statement).toList())),
        e);
  }
}
