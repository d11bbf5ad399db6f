package io.lakehousesync.examples.host;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.PgLakeDoctor;
import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.Finding.Severity;
import io.lakehousesync.table.SyncTable;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds tables for which the doctor reports an error. Copies of these tables may miss changes, even
 * if the copies succeed and the catalog serves the committed snapshot.
 */
public record OpenErrors(PgLakeDoctor doctor) {
  /**
   * Returns the first error of each table that has an error. An error of the server counts for all
   * tables.
   *
   * @throws NotAppliedException if PostgreSQL could not be queried
   */
  public Map<SyncTable, String> of(Collection<SyncTable> tables) {
    Map<SyncTable, String> errors = new HashMap<>();
    for (Finding finding : doctor.examine(tables)) {
      if (finding.severity() == Severity.ERROR) {
        String error = finding.what() + " Cure: " + finding.cure();
        Optional<SyncTable> table = finding.table();
        if (table.isPresent()) {
          errors.putIfAbsent(table.get(), error);
        } else {
          tables.forEach(each -> errors.putIfAbsent(each, error));
        }
      }
    }
    return errors;
  }
}
