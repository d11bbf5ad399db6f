package io.lakehousesync.postgres;

import io.lakehousesync.TableName;
import java.util.Collection;
import java.util.stream.Collectors;

/** Writes names into SQL. No name that a caller supplied reaches a statement but through here. */
final class Sql {
  private Sql() {}

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String table(TableName name) {
    return identifier(name.schema()) + '.' + identifier(name.name());
  }

  static String columns(Collection<String> names) {
    return names.stream().map(Sql::identifier).collect(Collectors.joining(", "));
  }
}
