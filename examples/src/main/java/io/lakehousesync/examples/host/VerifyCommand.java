package io.lakehousesync.examples.host;

import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.SyncTable;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.postgres.CatalogVerdict;
import io.lakehousesync.postgres.Difference;
import io.lakehousesync.postgres.PgLakeVerifier;
import io.lakehousesync.postgres.RepairPlan;
import io.lakehousesync.postgres.RepairReport;
import io.lakehousesync.postgres.VerifyReport;
import io.lakehousesync.snowflake.SnowflakeCatalogReader;
import io.lakehousesync.snowflake.SnowflakeConfiguration;
import java.util.List;
import java.util.Map;
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
        "Compares heap tables, Iceberg tables and, with refresher=snowflake, what Snowflake serves,"
            + " while all of them are written to. Exit code 0 if they agree, or do so after a"
            + " repair. See docs/verify.md.%n")
public final class VerifyCommand implements Callable<Integer> {
  @Mixin HostOptions options = new HostOptions();

  @ArgGroup(exclusive = false)
  @Nullable Repair repair;

  static final class Repair {
    @Option(
        names = "--repair",
        required = true,
        description = "Copy what is missing, delete what is too much, refresh, and verify again.")
    boolean repair;

    @Option(names = "--dry-run", description = "Only tell what the repair would do.")
    boolean dryRun;
  }

  /** Made by picocli. */
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
    List<SyncTable> tables = List.copyOf(configuration.tables().values());
    long agree = 0;
    for (SyncTable table : tables) {
      VerifyReport report = verify(verifier, table, output);
      if (repair != null) {
        RepairPlan plan = RepairPlan.of(report);
        if (repair.dryRun) {
          output.line(plan.toString(), plan(plan));
        } else if (!plan.isEmpty()) {
          repaired(verifier.repair(plan), output);
          report = verify(verifier, table, output);
        }
      }
      agree += report.agrees() ? 1 : 0;
    }
    output.text("RESULT tables=%d agree=%d".formatted(tables.size(), agree));
    return agree == tables.size() ? 0 : 1;
  }

  private static VerifyReport verify(PgLakeVerifier verifier, SyncTable table, Output output) {
    VerifyReport report = verifier.verify(table);
    output.line(
        report.toString(),
        Fields.of(table)
            .and("action", "verify")
            .and("agrees", report.agrees())
            .and("heapRows", report.counts().heapRows())
            .and("icebergRows", report.counts().icebergRows())
            .and("verifiedThrough", report.verifiedThrough().map(Object::toString))
            .and("catalog", report.catalog().map(VerifyCommand::standing))
            .and("key", report.key())
            .and(
                "differences",
                report.differences().stream().map(VerifyCommand::difference).toList())
            .and("notes", report.notes())
            .map());
    report.differences().forEach(difference -> output.text("  " + difference));
    return report;
  }

  private static Object difference(Difference difference) {
    return Fields.of("side", Fields.word(difference.side()))
        .and("kind", Fields.word(difference.kind()))
        .and("cause", Fields.word(difference.cause()))
        .and("key", difference.key())
        .map();
  }

  private static Map<String, Object> plan(RepairPlan plan) {
    return Fields.of(plan.table())
        .and("action", "plan")
        .and("keys", plan.ranges().stream().mapToInt(range -> range.differences().size()).sum())
        .and("transactions", plan.ranges().size())
        .and("catalog", Fields.word(plan.catalog()))
        .map();
  }

  private static void repaired(RepairReport report, Output output) {
    output.line(
        report.toString(),
        Fields.of(report.table())
            .and("action", "repair")
            .and("deletedRows", report.deletedRows())
            .and("insertedRows", report.insertedRows())
            .and("keys", report.differed())
            .and("remaining", report.remaining().size())
            .and("catalog", report.refresh().map(Fields::word))
            .map());
  }

  private static String standing(CatalogVerdict verdict) {
    return verdict.standing().map(known -> Fields.word(known)).orElse("moving");
  }
}
