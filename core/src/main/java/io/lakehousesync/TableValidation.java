package io.lakehousesync;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.PrintableThrowable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result of validating the tables when a sync is built.
 *
 * @param invalid the problems of each invalid table
 * @param notValidated the tables that could not be validated
 */
record TableValidation(Map<SyncTable, List<String>> invalid, List<SyncTable> notValidated) {
  private static final Logger LOG = LoggerFactory.getLogger(LakehouseSync.class);

  /** How long the build of a sync validates tables, if their runs can validate them. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  static final TableValidation NONE = new TableValidation(Map.of(), List.of());

  static TableValidation of(
      SyncSource source, List<SyncTable> tables, InvalidTables invalidTables) {
    Map<SyncTable, List<String>> invalid = new LinkedHashMap<>();
    List<SyncTable> notValidated = new ArrayList<>();
    long began = System.nanoTime();
    for (SyncTable table : tables) {
      // After a failure, each further table might wait for a timeout too. Thousands of tables take
      // long as well. Therefore the remaining tables are validated by their first runs.
      if (!notValidated.isEmpty() || isLong(began, invalidTables)) {
        notValidated.add(table);
        continue;
      }
      try {
        source.validate(table);
      } catch (ConfigurationException e) {
        invalid.put(table, e.problems());
      } catch (NotAppliedException e) {
        if (invalidTables == InvalidTables.REFUSE) {
          throw e;
        }
        LOG.warn(
            "{} cannot be checked now. Its first run checks it.", table, PrintableThrowable.of(e));
        notValidated.add(table);
      }
    }
    return new TableValidation(invalid, notValidated);
  }

  private static boolean isLong(long began, InvalidTables invalidTables) {
    return invalidTables == InvalidTables.FAIL_RUNS
        && System.nanoTime() - began > LONGEST.toNanos();
  }

  List<String> problems() {
    return invalid.values().stream().flatMap(List::stream).toList();
  }

  boolean noneIsValid(int tables) {
    return invalid.size() == tables;
  }

  /**
   * Returns a source that checks tables before it copies them. If a table is known to be valid, the
   * source does not validate it again.
   */
  SyncSource sourceFor(SyncSource source) {
    List<SyncTable> again = new ArrayList<>(invalid.keySet());
    again.addAll(notValidated);
    return again.isEmpty() ? source : new ValidatingSource(source, again);
  }
}
