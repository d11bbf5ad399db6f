package io.lakehousesync.examples.host.status;

import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.TableName;
import io.lakehousesync.text.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The status of all tables for people, in aligned columns. Tables with a problem come first. */
final class StatusLines {
  private static final List<String> HEADING =
      List.of("TABLE", "STANDING", "COMMITTED", "SERVED", "COPIED", "LAG", "LAST ERROR");

  private final Map<TableName, Long> sources;
  private final Instant now;

  private StatusLines(List<TableStatus> tables, Instant now) {
    this.now = now;
    sources =
        tables.stream()
            .collect(
                Collectors.groupingBy(status -> status.table().source(), Collectors.counting()));
  }

  static List<String> of(List<TableStatus> tables, Instant now) {
    StatusLines lines = new StatusLines(tables, now);
    List<List<String>> rows = new ArrayList<>();
    boolean counted = tables.stream().anyMatch(status -> status.rows().isPresent());
    rows.add(counted ? concat(HEADING, List.of("HEAP ROWS", "ICEBERG ROWS", "PENDING")) : HEADING);
    tables.stream()
        .sorted(Comparator.comparing(status -> status.standing().isGood()))
        .map(status -> counted ? concat(lines.row(status), counts(status)) : lines.row(status))
        .forEach(rows::add);
    List<String> all = new ArrayList<>(aligned(rows));
    // A problem that several tables share is listed once.
    tables.stream()
        .flatMap(status -> status.problem().stream())
        .distinct()
        .forEach(problem -> all.add("cannot query the catalog: " + problem));
    tables.forEach(
        status ->
            status
                .finding()
                .ifPresent(
                    finding -> all.add(lines.name(status) + ": " + Printable.message(finding))));
    tables.forEach(
        status ->
            status
                .trouble()
                .ifPresent(
                    trouble -> all.add(lines.name(status) + " " + Printable.message(trouble))));
    return all;
  }

  private static List<String> counts(TableStatus status) {
    return List.of(
        status.rows().map(rows -> "%,d".formatted(rows.heapRows())).orElse("-"),
        status.rows().map(rows -> "%,d".formatted(rows.icebergRows())).orElse("-"),
        status.rows().flatMap(TableStatus::pending).map("%,d"::formatted).orElse("-"));
  }

  private static List<String> concat(List<String> first, List<String> then) {
    return Stream.concat(first.stream(), then.stream()).toList();
  }

  private List<String> row(TableStatus status) {
    return List.of(
        name(status),
        status.words(),
        status.committed().map(StatusLines::version).orElse("-"),
        status.served().map(StatusLines::version).orElse("-"),
        status.copied(now),
        status.lag(),
        status.lastError());
  }

  /**
   * Returns the name of the heap table. If it is copied to several Iceberg tables, returns the name
   * of the Iceberg table, too.
   */
  private String name(TableStatus status) {
    TableName source = status.table().source();
    return Optional.ofNullable(sources.get(source)).orElse(0L) > 1
        ? status.table().toString()
        : source.toString();
  }

  private static String version(MetadataLocation location) {
    return location.version().isPresent()
        ? String.valueOf(location.version().getAsLong())
        : location.fileName();
  }

  private static List<String> aligned(List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        int of = column;
        int width = rows.stream().mapToInt(each -> each.get(of).length()).max().orElse(0);
        line.append(row.get(column)).append(" ".repeat(width - row.get(column).length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
