package io.lakehousesync.examples.trials.adversary;

import io.lakehousesync.examples.trials.adversary.AdversaryOutcome.Result;
import io.lakehousesync.examples.trials.adversary.TargetScore.Score;
import io.lakehousesync.examples.trials.workload.DataSources;
import io.lakehousesync.examples.trials.workload.RowComparison;
import io.lakehousesync.examples.trials.workload.RunSignals;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.PgLakeSource;
import io.lakehousesync.spi.CopyResult.Remaining;
import io.lakehousesync.spi.SyncSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Attacks the table of each wrong variant until a target has a wrong row, or the library refuses to
 * copy the table. Each step attacks one table, and then copies all rows of this table, unless the
 * host's check finds no change. Runs with the same seed have the same sequence of steps.
 */
record VariantRun(
    DataSource postgres, DataSource unpooled, RunSignals signals, List<Variant> variants, long seed)
    implements Callable<List<Result>> {

  /** A variant with its table, and with the host that copies the table. */
  record Variant(WrongVariant how, AttackedTable table, SyncSource host) {
    static Variant of(WrongVariant how, AttackedTable table, DataSource postgres) {
      return new Variant(how, table, PgLakeSource.builder(own(how, table, postgres)).build());
    }

    private static DataSource own(WrongVariant how, AttackedTable table, DataSource postgres) {
      return switch (how) {
        case FUTURE_CHECK -> DataSources.rewriting(postgres, sql -> shadowed(sql, table));
        case ROWS_THAT_LEAVE_THE_FILTER ->
            DataSources.rewriting(postgres, sql -> keeping(sql, table, table.targets().get(0)));
        case CHECK_FOR_CHANGES -> DataSources.rewriting(postgres, VariantRun::unchanging);
        default -> postgres;
      };
    }
  }

  /**
   * A function that hides PostgreSQL's function with the same name, for {@link
   * WrongVariant#FUTURE_CHECK}.
   */
  private static final List<String> HIDE_XMAX =
      List.of(
          """
          CREATE OR REPLACE FUNCTION {schema}.pg_snapshot_xmax(pg_snapshot) RETURNS xid8
            LANGUAGE sql AS $$ SELECT '18446744073709551615'::xid8 $$""");

  @Override
  public List<Result> call() throws SQLException, InterruptedException {
    Map<WrongVariant, Result> results = new TreeMap<>();
    try (Connection connection = postgres.getConnection()) {
      Session session = new Session(connection, new Random(seed), new EventLog());
      for (Variant variant : variants) {
        results.put(variant.how(), result(variant, new RowComparison(0, 0, 0, 0, 0), null));
        takeAway(session, variant);
      }
      List<Variant> running = new ArrayList<>(variants);
      while (!running.isEmpty() && !signals.stopped()) {
        for (Variant variant : List.copyOf(running)) {
          Result result = step(session, variant);
          results.put(variant.how(), result);
          if (!result.rows().isClean() || result.stopped().isPresent()) {
            running.remove(variant);
          }
        }
      }
    }
    return List.copyOf(results.values());
  }

  private void takeAway(Session session, Variant variant) throws SQLException {
    for (Target target : variant.table().targets()) {
      copyAll(variant, target);
    }
    List<String> statements =
        variant.how() == WrongVariant.FUTURE_CHECK ? HIDE_XMAX : variant.how().afterSetup();
    for (String statement : statements) {
      session.execute(sql(session, variant, statement, variant.table().targets().get(0)));
    }
  }

  private Result step(Session session, Variant variant) throws SQLException {
    attack(session, variant);
    RowComparison rows = new RowComparison(0, 0, 0, 0, 0);
    for (Target target : variant.table().targets()) {
      for (String statement : variant.how().beforeCopy()) {
        session.execute(sql(session, variant, statement, variant.table().targets().get(0)));
      }
      try {
        copyAll(variant, target);
      } catch (NotAppliedException e) {
        return result(variant, rows, e.getMessage());
      }
      Score score = TargetScore.of(session.connection(), variant.table(), target);
      rows = score.rows();
      if (!rows.isClean()) {
        break;
      }
    }
    return result(variant, rows, null);
  }

  /**
   * Changes some rows, and then makes one attack. Without the variant's mechanism, copies miss this
   * attack.
   */
  private static void attack(Session session, Variant variant) throws SQLException {
    session.connection().setAutoCommit(false);
    try {
      if (session.chance(40)) {
        session.execute("SET LOCAL session_replication_role = replica");
      }
      RowAttack.any(session, variant.table());
      RowAttack.any(session, variant.table());
      if (session.chance(50)) {
        session.connection().commit();
      }
      session.oneOf(variant.how().needs()).run(session, variant.table());
      session.connection().commit();
    } catch (SQLException e) {
      session.connection().rollback();
      if (!Session.isBenign(e)) {
        throw e;
      }
    } finally {
      session.connection().setAutoCommit(true);
    }
  }

  private static void copyAll(Variant variant, Target target) {
    SyncSource source = variant.host();
    if (source.unchanged(List.of(target.table())).containsKey(target.table())) {
      return;
    }
    while (source.copy(target.table()).remaining() != Remaining.NONE) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  /** Lets a function of the table's schema hide the function of PostgreSQL. */
  private static String shadowed(String sql, AttackedTable table) {
    return sql.replace(
        "search_path = pg_catalog, pg_temp", table.sql("search_path = {schema}, pg_catalog"));
  }

  /** Lets a statement that deletes rows from the target leave out the rows that left the filter. */
  private static String keeping(String sql, AttackedTable table, Target target) {
    String delete =
        "DELETE FROM \"%s\".\"%s\" AS r WHERE "
            .formatted(target.table().target().schema(), target.table().target().name());
    return sql.replace(
        delete,
        delete
            + table.sql(
                "NOT EXISTS (SELECT FROM {t} AS h WHERE h.id = r.id AND NOT (%s)) AND "
                    .formatted(Target.FILTER)));
  }

  /** Lets a check for changes read the same transaction id again and again. */
  private static String unchanging(String sql) {
    return sql.startsWith("SELECT (") && sql.endsWith(")::text, 0") ? "SELECT '3', 0" : sql;
  }

  private static String sql(Session session, Variant variant, String template, Target target)
      throws SQLException {
    AttackedTable table = variant.table();
    String tombstones =
        template.contains("{tombstones}")
            ? session
                .texts(table.sql("SELECT 'lakehouse_sync.xid_' || '{t}'::regclass::oid"))
                .get(0)
            : "";
    return table.sql(
        template
            .replace("{tombstones}", tombstones)
            .replace("{target}", target.table().target().toString()));
  }

  private static Result result(Variant variant, RowComparison rows, @Nullable String stopped) {
    return new Result(variant.how().variantName(), true, rows, Optional.ofNullable(stopped));
  }
}
