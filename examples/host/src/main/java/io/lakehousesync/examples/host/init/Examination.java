package io.lakehousesync.examples.host.init;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.postgres.PgLakeDoctor;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.Finding.Severity;
import io.lakehousesync.postgres.report.SetupCheck;
import io.lakehousesync.table.SyncTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * What prevents the sync of chosen tables: what the doctor finds and the set-up cannot cure, and
 * what prevents the set-up.
 */
final class Examination {
  private final Map<SyncTable, List<Finding>> findings;
  private final Map<SyncTable, String> obstacles;
  private final List<Finding> ofServer;

  private Examination(List<Finding> findings, List<SetupCheck> checks) {
    this.findings =
        findings.stream()
            .filter(finding -> finding.table().isPresent())
            .filter(finding -> !finding.isCuredBySetup())
            .collect(Collectors.groupingBy(finding -> finding.table().orElseThrow()));
    ofServer = findings.stream().filter(finding -> finding.table().isEmpty()).toList();
    obstacles =
        checks.stream()
            .filter(check -> check.table().isPresent() && check.problem().isPresent())
            .collect(
                Collectors.toMap(
                    check -> check.table().orElseThrow(), check -> check.problem().orElseThrow()));
  }

  /**
   * Examines the tables, and changes nothing.
   *
   * @throws UserException if the server cannot serve any table
   */
  static Examination of(DataSource postgres, List<SyncTable> tables) {
    Examination examination =
        new Examination(
            PgLakeDoctor.of(postgres).examine(tables), PgLakeSetup.of(postgres).check(tables));
    List<Finding> fatal =
        examination.ofServer.stream()
            .filter(finding -> finding.severity() == Severity.ERROR)
            .toList();
    if (!fatal.isEmpty()) {
      throw new UserException(
          Kind.FAILURE,
          fatal.stream().map(Examination::words).collect(Collectors.joining(" ")),
          null);
    }
    return examination;
  }

  /** Returns why the table cannot be synced, with the cures; empty if it can be synced. */
  List<String> obstacles(SyncTable table) {
    List<String> all = new ArrayList<>(words(table, Severity.ERROR));
    String obstacle = obstacles.get(table);
    if (obstacle != null && all.isEmpty()) {
      all.add(obstacle);
    }
    return all;
  }

  /** Returns what is not perfect, although the table can be synced. */
  List<String> warnings(SyncTable table) {
    return words(table, Severity.WARNING);
  }

  /** Returns what the doctor found on the server. */
  List<String> ofServer() {
    return ofServer.stream()
        .filter(finding -> finding.severity() == Severity.WARNING)
        .map(Examination::words)
        .toList();
  }

  private List<String> words(SyncTable table, Severity severity) {
    return findings.getOrDefault(table, List.of()).stream()
        .filter(finding -> finding.severity() == severity)
        .map(Examination::words)
        .distinct()
        .toList();
  }

  /** The doctor's cures name methods for some settings; here they are the keys. */
  private static String words(Finding finding) {
    return "%s: %s Cure: %s"
        .formatted(
            finding.code(),
            finding.what(),
            finding.cure().replace("ChangeTracking.comparison()", "tracking=comparison"));
  }
}
