package io.lakehousesync.examples.host.init;

import io.lakehousesync.table.SyncTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The tables of the schemas with their settings, and what was found about them. */
record TableList(List<Choice> choices, Examination examination) {
  static TableList of(List<HeapTable> heapTables, DataSource postgres) {
    List<Choice> choices = distinct(heapTables.stream().map(Choice::of).toList());
    return new TableList(
        choices, Examination.of(postgres, choices.stream().map(Choice::table).toList()));
  }

  /**
   * Names tables in Snowflake, if two of them would have the same name there. Snowflake has one
   * schema for all of them, and folds names to upper case.
   */
  private static List<Choice> distinct(List<Choice> choices) {
    Map<String, Long> count =
        choices.stream()
            .map(TableList::inCatalog)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return choices.stream()
        .map(
            choice ->
                count.getOrDefault(inCatalog(choice), 0L) > 1
                    ? choice.named(
                        "\"%s_%s\""
                            .formatted(
                                choice.table().target().schema().replace("\"", "\"\""),
                                choice.table().target().name().replace("\"", "\"\"")))
                    : choice)
        .toList();
  }

  private static String inCatalog(Choice choice) {
    return choice.table().target().name().toUpperCase(Locale.ROOT);
  }

  /** Returns the tables that can be synced. */
  List<Choice> synced() {
    return choices.stream().filter(choice -> obstacles(choice).isEmpty()).toList();
  }

  /** Returns the tables that cannot be synced. */
  List<Choice> leftOut() {
    return choices.stream().filter(choice -> !obstacles(choice).isEmpty()).toList();
  }

  List<String> obstacles(Choice choice) {
    return examination.obstacles(choice.table());
  }

  List<String> warnings(Choice choice) {
    return examination.warnings(choice.table());
  }

  /** Returns the settings of the tables that can be synced. */
  List<SyncTable> tables() {
    return synced().stream().map(Choice::table).toList();
  }
}
