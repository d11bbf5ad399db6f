package io.lakehousesync.examples.host;

import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.examples.host.outage.Pools;
import io.lakehousesync.exceptions.LakehouseSyncException;
import io.lakehousesync.postgres.PgLakeVerifier;
import io.lakehousesync.snowflake.SnowflakeCatalogReader;
import io.lakehousesync.snowflake.SnowflakeConfiguration;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.verify.RepairPlan;
import io.lakehousesync.verify.RepairReport;
import io.lakehousesync.verify.VerifyReport;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code examples/run verify}. */
@Command(
    name = "verify",
    sortOptions = false,
    customSynopsis = "examples/run verify --config FILE [--repair [--dry-run]] [OPTION ...]",
    description =
        "Compares heap tables, Iceberg tables and, with refresher=snowflake, what Snowflake"
            + " serves, while all of them are written to. Rows that wait for the next copy"
            + " are counted, but are not a difference. Exit code 0 if everything was compared and"
            + " agrees, or agrees after a repair. See docs/verify.md.%n")
public final class VerifyCommand implements Callable<Integer> {
  @Mixin HostOptions options = new HostOptions();

  @ArgGroup(exclusive = false)
  @Nullable Repair repair;

  static final class Repair {
    @Option(
        names = "--repair",
        required = true,
        description = "Copy missing rows, delete extra rows, refresh, and verify again.")
    boolean repair;

    @Option(names = "--dry-run", description = "Only show what the repair would do.")
    boolean dryRun;
  }

  /** Called by picocli. */
  public VerifyCommand() {}

  @Override
  public Integer call() {
    SyncConfiguration configuration = options.load();
    Output output = options.output();
    try (ConfiguredSync parts = configuration.build()) {
      PgLakeVerifier.Builder verifier = PgLakeVerifier.builder(parts.postgres());
      if (!configuration.refresherName().equals("none")) {
        verifier.refresher(parts.refresher());
      }
      if (!configuration.refresherName().startsWith("snowflake")) {
        return verify(verifier.build(), configuration, output);
      }
      SnowflakeConfiguration snowflake = SnowflakeConfiguration.of(configuration.settings());
      try (HikariDataSource connections =
          new Pools().pool("snowflake", snowflake.connections(), 1)) {
        verifier.catalog(SnowflakeCatalogReader.of(connections, snowflake.schema()));
        return verify(verifier.build(), configuration, output);
      }
    }
  }

  private int verify(PgLakeVerifier verifier, SyncConfiguration configuration, Output output) {
    VerifyLines lines = new VerifyLines(output);
    for (SyncTable table : configuration.tables().values()) {
      try {
        lines.count(verify(verifier, table, lines));
      } catch (LakehouseSyncException e) {
        if (isUnreachable(e)) {
          // Each other table would fail for the same reason.
          throw e;
        }
        lines.failed(table, e);
      }
    }
    return lines.result() ? 0 : 1;
  }

  private VerifyReport verify(PgLakeVerifier verifier, SyncTable table, VerifyLines lines) {
    VerifyReport report = verifier.verify(table);
    lines.report(report);
    RepairPlan plan = RepairPlan.of(report);
    if (repair == null || plan.isEmpty()) {
      return report;
    }
    lines.plan(plan);
    if (repair.dryRun) {
      return report;
    }
    RepairReport repaired = verifier.repair(plan);
    lines.repaired(repaired);
    if (repaired.refreshFailure().isPresent()) {
      throw repaired.refreshFailure().get();
    }
    VerifyReport afterwards = verifier.verify(table);
    lines.report(afterwards);
    return afterwards;
  }

  private static boolean isUnreachable(LakehouseSyncException e) {
    return e.getCause() instanceof SQLException cause
        && (cause instanceof SQLTransientConnectionException
            || String.valueOf(cause.getSQLState()).startsWith("08"));
  }
}
