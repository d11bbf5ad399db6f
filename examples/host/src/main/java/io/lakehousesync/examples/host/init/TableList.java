package io.lakehousesync.examples.host.init;

import io.lakehousesync.postgres.report.TableChoice;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The tables of the schemas with their settings, and what was found about them. */
record TableList(List<TableChoice> choices, Examination examination) {
  static TableList of(List<TableChoice> found, DataSource postgres) {
    List<TableChoice> choices = distinct(found);
    return new TableList(
        choices, Examination.of(postgres, choices.stream().map(TableChoice::table).toList()));
  }

  /**
   * Names tables in Snowflake, if two of them would have the same name there. Snowflake has one
   * schema for all of them, and folds names to upper case.
   */
  private static List<TableChoice> distinct(List<TableChoice> choices) {
    Map<String, Long> count =
        choices.stream()
            .map(TableList::inCatalog)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return choices.stream()
        .map(choice -> count.getOrDefault(inCatalog(choice), 0L) > 1 ? named(choice) : choice)
        .toList();
  }

  private static TableChoice named(TableChoice choice) {
    TableName target = choice.table().target();
    String name =
        "\"%s_%s\""
            .formatted(target.schema().replace("\"", "\"\""), target.name().replace("\"", "\"\""));
    return new TableChoice(
        choice.table().catalogName(name), choice.kind(), choice.size(), choice.reason());
  }

  private static String inCatalog(TableChoice choice) {
    return choice.table().target().name().toUpperCase(Locale.ROOT);
  }

  /** Returns the tables that can be synced. */
  List<TableChoice> synced() {
    return choices.stream().filter(choice -> obstacles(choice).isEmpty()).toList();
  }

  /** Returns the tables that cannot be synced. */
  List<TableChoice> leftOut() {
    return choices.stream().filter(choice -> !obstacles(choice).isEmpty()).toList();
  }

  List<String> obstacles(TableChoice choice) {
    return examination.obstacles(choice.table());
  }

  List<String> warnings(TableChoice choice) {
    return examination.warnings(choice.table());
  }

  /** Returns the settings of the tables that can be synced. */
  List<SyncTable> tables() {
    return synced().stream().map(TableChoice::table).toList();
  }
}
