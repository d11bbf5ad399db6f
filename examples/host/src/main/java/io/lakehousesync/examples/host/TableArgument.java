package io.lakehousesync.examples.host;

import io.lakehousesync.examples.cli.UserException;
import io.lakehousesync.examples.cli.UserException.Kind;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the table that a command line names. The argument can be the table's name in the
 * configuration, its heap table or its Iceberg table.
 */
public final class TableArgument {
  private TableArgument() {}

  /**
   * Returns the table with that name.
   *
   * @throws UserException if no table, or more than one, has that name
   */
  public static SyncTable find(Map<String, SyncTable> tables, String wanted) {
    Set<SyncTable> found = new LinkedHashSet<>();
    Optional.ofNullable(tables.get(wanted)).ifPresent(found::add);
    try {
      TableName name = TableName.parse(wanted);
      tables.values().stream()
          .filter(each -> each.source().equals(name) || each.target().equals(name))
          .forEach(found::add);
    } catch (IllegalArgumentException e) {
      // The text is not a valid name, so no table has this name.
    }
    if (found.size() != 1) {
      throw new UserException(
          Kind.USAGE,
          "'%s' is not one table of the configuration, which has %s."
              .formatted(wanted, String.join(", ", tables.keySet())),
          null);
    }
    return found.iterator().next();
  }
}
