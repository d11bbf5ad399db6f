package io.lakehousesync.config;

import io.lakehousesync.table.SyncGroup;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys of a group of tables, which are copied together. */
final class GroupKeys {
  /** What the names of these keys begin with. */
  static final String PREFIX = "group.";

  private static final Key<List<String>> TABLES =
      Key.names(
              PREFIX + Key.TABLE + ".tables",
              "the tables that are copied together in one snapshot, by their names in the keys"
                  + " `table.<name>`; a table is in at most one group")
          .required();
  private static final Key<TableName> CUTS =
      Key.of(
          PREFIX + Key.TABLE + ".cuts",
          TableKeys.A_TABLE,
          TableName::parse,
          "the Iceberg table that records the cuts of the group, such as `public.lakehouse_cuts`; if"
              + " not set, cuts are not recorded");

  static final List<Key<?>> ALL = List.of(TABLES, CUTS);

  private GroupKeys() {}

  /**
   * Returns the groups that the settings describe.
   *
   * @param tables all tables, by their names in the configuration
   * @param problems receives what is wrong, one sentence each
   */
  static List<SyncGroup> groups(
      Settings settings, Map<String, SyncTable> tables, List<String> problems) {
    List<SyncGroup> groups = new ArrayList<>();
    Map<String, String> groupOf = new HashMap<>();
    for (String name : settings.groupNames()) {
      Settings own = settings.ofTable(name);
      String key = own.nameOf(TABLES);
      if (!own.sets(TABLES)) {
        problems.add("%s is missing: set it to %s.".formatted(key, TABLES.form()));
        continue;
      }
      List<SyncTable> members = new ArrayList<>();
      for (String member : own.get(TABLES)) {
        SyncTable table = tables.get(member);
        String other = groupOf.put(member, name);
        if (table == null) {
          problems.add(
              "%s: there is no table %s.%s"
                  .formatted(
                      key,
                      member,
                      Suggestion.of(member, tables.keySet())
                          .map(" Did you mean %s?"::formatted)
                          .orElse("")));
        } else if (other != null) {
          problems.add(
              other.equals(name)
                  ? "%s names %s twice.".formatted(key, member)
                  : "%s is in the groups %s and %s: a table is in at most one group."
                      .formatted(member, other, name));
        } else {
          members.add(table);
        }
      }
      try {
        SyncGroup group = SyncGroup.of(name, members);
        groups.add(own.find(CUTS).map(TableName::toString).map(group::recordCutsIn).orElse(group));
      } catch (IllegalArgumentException e) {
        problems.add("%s%s: %s.".formatted(PREFIX, name, e.getMessage()));
      }
    }
    return groups;
  }
}
