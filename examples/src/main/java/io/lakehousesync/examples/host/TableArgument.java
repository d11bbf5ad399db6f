package io.lakehousesync.examples.host;

import io.lakehousesync.SyncTable;
import io.lakehousesync.TableName;
import io.lakehousesync.examples.UserException;
import io.lakehousesync.examples.UserException.Kind;
import java.util.List;
import java.util.Map;

/**
 * A table that a command line names: as the configuration does, or by its heap or Iceberg table.
 */
final class TableArgument {
  private TableArgument() {}

  /**
   * The table of that name.
   *
   * @throws UserException if it names none, or several
   */
  static SyncTable find(Map<String, SyncTable> tables, String wanted) {
    SyncTable named = tables.get(wanted);
    if (named != null) {
      return named;
    }
    List<SyncTable> found = List.of();
    try {
      TableName name = TableName.parse(wanted);
      found =
          tables.values().stream()
              .filter(each -> each.source().equals(name) || each.target().equals(name))
              .toList();
    } catch (IllegalArgumentException e) {
      // Then it names none.
    }
    if (found.size() != 1) {
      throw new UserException(
          Kind.USAGE,
          "'%s' is not one table of the configuration, which has %s."
              .formatted(wanted, String.join(", ", tables.keySet())),
          null);
    }
    return found.get(0);
  }
}
