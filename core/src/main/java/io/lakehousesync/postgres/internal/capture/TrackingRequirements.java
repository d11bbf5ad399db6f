package io.lakehousesync.postgres.internal.capture;

import io.lakehousesync.postgres.internal.capture.UnmetRequirement.Code;
import io.lakehousesync.postgres.internal.doctor.Check;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.table.Deletes;
import io.lakehousesync.table.SyncTable;
import java.util.List;

/** The requirements that several kinds of tracking share. */
public final class TrackingRequirements {
  /**
   * The default of a column as text; null if the column is generated. {@code a} is the column's row
   * in pg_attribute, and {@code d} its row in pg_attrdef. The second argument of pg_get_expr is 0.
   * With the table's oid instead, pg_get_expr would wait while another session has an exclusive
   * lock on the table. Of a long expression, the text is {@code ...}: its owner could make it so
   * deep that pg_get_expr fails, and the query with it.
   */
  public static final String DEFAULT =
      """
      CASE WHEN a.attgenerated <> '' THEN NULL
           WHEN octet_length(d.adbin::text) > 10000 THEN '...'
           ELSE pg_get_expr(d.adbin, 0) END""";

  /** The check that reports a missing table of checkpoints. */
  public static final Check CHECKPOINTS =
      Check.error(
          "checkpoints-missing",
          """
          SELECT 'Table lakehouse_sync.checkpoint does not exist.',
                 'Run the set-up (PgLakeSetup).'
          FROM it
          WHERE NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                            WHERE n.nspname = 'lakehouse_sync' AND c.relname = 'checkpoint')
          """);

  private TrackingRequirements() {}

  /** Returns the unmet requirement for a missing tracking column. */
  public static UnmetRequirement column(
      SyncTable table, String column, List<SetupStatement> setup) {
    return UnmetRequirement.error(Code.TRACKING_COLUMN_MISSING, noColumn(table, column), setup);
  }

  public static String noColumn(SyncTable table, String column) {
    return "%s has no column %s.".formatted(table.source(), Sql.identifier(column));
  }

  /** Returns the unmet requirement for a missing index that the set-up can build. */
  public static UnmetRequirement index(SyncTable table, String column) {
    return index(
        table,
        column,
        "Run the set-up (PgLakeSetup), which builds it while the table is read and written.");
  }

  /** Returns the unmet requirement for a missing index that begins with the tracking's column. */
  public static UnmetRequirement index(SyncTable table, String column, String cure) {
    return UnmetRequirement.warning(
        Code.INDEX_MISSING,
        "%s has no valid index that begins with %s: each copy reads the whole table."
            .formatted(table.source(), Sql.identifier(column)),
        cure,
        List.of());
  }

  /**
   * Returns an unmet requirement if the table is configured to keep deleted rows; otherwise empty.
   * This method is for kinds of tracking that always delete such rows from the Iceberg table.
   */
  public static List<UnmetRequirement> keptRows(SyncTable table) {
    return table.deletes() == Deletes.APPLY
        ? List.of()
        : List.of(
            UnmetRequirement.obstacle(
                Code.DELETES_CANNOT_BE_KEPT,
                "%s: deletes(KEEP) keeps rows that the heap table no longer has, but tracking %s deletes them."
                    .formatted(table.source(), table.tracking().kind().id()),
                "Use another tracking, or deletes(APPLY)."));
  }
}
