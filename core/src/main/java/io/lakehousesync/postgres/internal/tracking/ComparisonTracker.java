package io.lakehousesync.postgres.internal.tracking;

import io.lakehousesync.internal.SqlTemplate;
import io.lakehousesync.postgres.internal.capture.TrackingRequirements;
import io.lakehousesync.postgres.internal.capture.UnmetRequirement;
import io.lakehousesync.postgres.internal.copy.CopyTask;
import io.lakehousesync.postgres.internal.copy.IcebergTableWriter;
import io.lakehousesync.postgres.internal.doctor.Check;
import io.lakehousesync.postgres.internal.doctor.PrivilegeChecks;
import io.lakehousesync.postgres.internal.schema.ExactValue;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.spi.CopyResult;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.Difference.Cause;
import io.lakehousesync.verify.Difference.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Copies without tracking: if a row differs, one transaction replaces all rows of the Iceberg
 * table. The batch size does not apply, because readers must never see a part of the table.
 */
record ComparisonTracker() implements Tracker {
  /**
   * Compares the expressions of {@link ExactValue}, which have the same types on both sides of
   * EXCEPT. EXCEPT needs ALL, because a table may have several equal rows. Only columns without
   * expressions are read from the Iceberg table. pg_lake may evaluate other expressions in its
   * query engine, DuckDB. The results of DuckDB can differ from those of PostgreSQL.
   */
  private static final String DIFFERS =
      """
      WITH lake AS MATERIALIZED (SELECT {columns} FROM {iceberg}),
           heap AS ({heap}),
           iceberg AS (SELECT {icebergValues} FROM lake)
      SELECT EXISTS (SELECT * FROM heap EXCEPT ALL SELECT * FROM iceberg)
          OR EXISTS (SELECT * FROM iceberg EXCEPT ALL SELECT * FROM heap)
      """;

  /**
   * The table is compared this often even if PostgreSQL has counted no change: a count can be lost,
   * and other sessions may have changed the Iceberg table.
   */
  private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(30);

  /** PostgreSQL's counts of changed rows, and the file nodes, which TRUNCATE changes. */
  private static final String CHANGES =
      """
      SELECT CASE WHEN current_setting('track_counts') = 'off' THEN clock_timestamp()::text
        ELSE concat_ws(' ',
          sum(pg_stat_get_tuples_inserted(relid)), sum(pg_stat_get_tuples_updated(relid)),
          sum(pg_stat_get_tuples_deleted(relid)), sum(pg_relation_filenode(relid)::bigint))
        END
      FROM (SELECT {oid}::oid AS relid UNION SELECT relid::oid FROM pg_partition_tree({oid}::regclass)) AS r""";

  @Override
  public boolean measures() {
    return false;
  }

  @Override
  public String guarantee(SyncTable table) {
    return "inserts, updates, deletes and TRUNCATE, exactly once, by comparing all rows";
  }

  @Override
  public List<UnmetRequirement> unmet(SyncTable table, TableColumns columns) {
    return TrackingRequirements.keptRows(table);
  }

  @Override
  public List<Check> checks() {
    return List.of(PrivilegeChecks.missing("iceberg", "DELETE"));
  }

  @Override
  public Watermark watermark(CopyTask task) throws SQLException {
    return Watermark.of(task, Optional.of("true"), false);
  }

  /** Returns {@code PENDING}, because the next copy finds the difference itself. */
  @Override
  public Cause cause(CopyTask task, Kind kind, long heapRows, boolean versions) {
    return Cause.PENDING;
  }

  /** Returns empty, because each copy compares all rows. */
  @Override
  public Optional<String> copied(CopyTask task) {
    return Optional.empty();
  }

  @Override
  public String changeExpression(SyncTable table, TableColumns columns) {
    return SqlTemplate.of(CHANGES).with("oid", columns.heapOid()).sql();
  }

  /**
   * Returns the time of the last comparison; empty if a copy has to compare again. A later time
   * would be wrong, because a session updates PostgreSQL's counts some time after its commit.
   */
  @Override
  public Optional<Instant> completeThrough(ChangeCheck last, ChangeCheck now) {
    boolean due = Duration.between(last.at(), now.at()).compareTo(AT_LEAST_EVERY) >= 0;
    return due || !Objects.equals(last.value(), now.value())
        ? Optional.empty()
        : Optional.of(last.at());
  }

  @Override
  public boolean canBeInGroup() {
    return true;
  }

  @Override
  public CopyResult copy(CopyTask task) throws SQLException {
    Instant before = task.clock().instant();
    ExactValue.prepare(task.connection());
    List<String> names = task.columns().toCopy(task.table());
    String differs =
        SqlTemplate.of(DIFFERS)
            .with("heap", task.heapRows().select(values(task, names, ExactValue::heap), "true"))
            .with("icebergValues", values(task, names, ExactValue::iceberg))
            .with("columns", Sql.columns(names))
            .with("iceberg", Sql.table(task.table().target()))
            .sql();
    try (Statement statement = task.connection().createStatement();
        ResultSet result = statement.executeQuery(differs)) {
      result.next();
      if (!result.getBoolean(1)) {
        return CopyResult.complete(0, before);
      }
    }
    return CopyResult.complete(new IcebergTableWriter(task).replaceAll(), before);
  }

  private static String values(
      CopyTask task, List<String> names, Function<ExactValue, String> ofSide) {
    return names.stream()
        .map(task.columns()::exactValue)
        .map(ofSide)
        .collect(Collectors.joining(", "));
  }
}
