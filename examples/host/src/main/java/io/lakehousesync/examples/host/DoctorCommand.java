package io.lakehousesync.examples.host;

import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.examples.cli.JsonFields;
import io.lakehousesync.examples.cli.Output;
import io.lakehousesync.postgres.PgLakeDoctor;
import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.Finding.Severity;
import io.lakehousesync.table.SyncTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code examples/run doctor}. */
@Command(
    name = "doctor",
    sortOptions = false,
    customSynopsis = "examples/run doctor --config FILE [OPTION ...]",
    description =
        "Finds what prevents the tables from being synced completely, and changes nothing. Exit"
            + " code 1 if there are errors. See docs/doctor.md.%n")
public final class DoctorCommand implements Callable<Integer> {
  @Mixin HostOptions options = new HostOptions();

  @Option(
      names = "--values",
      paramLabel = "D",
      converter = DurationOption.class,
      description = "Search the tables for values that Iceberg cannot store, for this long each.")
  @Nullable Duration values;

  /** Called by picocli. */
  public DoctorCommand() {}

  @Override
  public Integer call() {
    SyncConfiguration configuration = options.load();
    Output output = options.output();
    try (ConfiguredSync parts = configuration.build()) {
      List<SyncTable> tables = List.copyOf(configuration.tables().values());
      PgLakeDoctor doctor = PgLakeDoctor.of(parts.postgres());
      List<Finding> findings = new ArrayList<>(doctor.examine(tables));
      findings.addAll(doctor.examineGroups(configuration.groups()));
      if (values != null) {
        findings.addAll(doctor.examineValues(tables, values));
      }
      findings.forEach(finding -> output.line(finding.toString(), JsonFields.of(finding)));
      long errors = count(findings, Severity.ERROR);
      output.result(
          JsonFields.of("tables", tables.size())
              .and("errors", errors)
              .and("warnings", count(findings, Severity.WARNING))
              .and("infos", count(findings, Severity.INFO)));
      return errors == 0 ? 0 : 1;
    }
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }
}
