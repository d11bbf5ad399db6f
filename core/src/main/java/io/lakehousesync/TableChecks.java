package io.lakehousesync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a source says of the tables when a sync is built.
 *
 * @param invalid the problems of each table that has some
 * @param unchecked tables that could not be checked
 */
record TableChecks(Map<SyncTable, List<String>> invalid, List<SyncTable> unchecked) {
  private static final Logger LOG = LoggerFactory.getLogger(LakehouseSync.class);

  static final TableChecks NONE = new TableChecks(Map.of(), List.of());

  static TableChecks of(SyncSource source, List<SyncTable> tables, InvalidTables invalidTables) {
    Map<SyncTable, List<String>> invalid = new LinkedHashMap<>();
    List<SyncTable> unchecked = new ArrayList<>();
    for (SyncTable table : tables) {
      // One that cannot be checked has cost its time-out: the others are left to their runs.
      if (!unchecked.isEmpty()) {
        unchecked.add(table);
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
        LOG.warn("{} is checked by its first run, for it cannot be checked now", table, e);
        unchecked.add(table);
      }
    }
    return new TableChecks(invalid, unchecked);
  }

  List<String> problems() {
    return invalid.values().stream().flatMap(List::stream).toList();
  }

  boolean noneIsValid(int tables) {
    return invalid.size() == tables;
  }

  /** The source, which checks again what is not known to be right. */
  SyncSource sourceFor(SyncSource source) {
    List<SyncTable> again = new ArrayList<>(invalid.keySet());
    again.addAll(unchecked);
    return again.isEmpty() ? source : new LateValidation(source, again);
  }
}
