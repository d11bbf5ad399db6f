package io.lakehousesync.postgres;

import io.lakehousesync.verify.Difference.Kind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Differences in the Iceberg table of {@link VerifiedTables}: a third each of missing, extra and
 * changed rows. A changed row differs in one column, by as little as its type allows.
 */
final class PlantedDifferences {
  private static final List<Kind> KINDS = List.of(Kind.MISSING, Kind.EXTRA, Kind.CHANGED);

  private static final List<List<String>> CHANGES =
      List.of(
          List.of("amount", "coalesce(l.amount, 0) + 0.01"),
          List.of("big", "l.big + 1e-9"),
          List.of("ratio", "l.ratio + 1e-12 * (1 + l.ratio)"),
          List.of("small", "l.small + 1"),
          List.of("flag", "NOT l.flag"),
          List.of("name", "l.name || ' '"),
          List.of("note", "coalesce(l.note, '') || '.'"),
          List.of("day", "NULL"),
          List.of("seen", "l.seen + interval '1 us'"),
          List.of("local", "l.local - interval '1 us'"),
          List.of("raw", "l.raw || '\\x00'"),
          List.of("ref", "gen_random_uuid()"),
          List.of("tags", "l.tags || ARRAY[NULL]"),
          List.of("info", "'{\"i\": 0.0}'"),
          List.of("tier", "'silver'"),
          List.of("lap", "NULL"),
          List.of("at", "l.at + interval '1 us'"));

  private PlantedDifferences() {}

  /**
   * Changes the Iceberg table.
   *
   * @param rows the number of rows of the table, counted from 0
   * @return the kinds by key, whose values are separated by a bar
   */
  static Map<String, Kind> plant(int count, int rows, long seed) throws SQLException {
    Random random = new Random(seed);
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      chosen.add(i);
    }
    Collections.shuffle(chosen, random);
    Map<String, Kind> planted = new TreeMap<>();
    List<String> missing = new ArrayList<>();
    List<String> extra = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int row = chosen.get(i);
      String b = VerifiedTables.b(row);
      Kind kind = KINDS.get(i % KINDS.size());
      int a = row / 10;
      if (kind == Kind.EXTRA) {
        a = random.nextBoolean() ? -row - 1 : rows + row;
      }
      String key = "%d, '%s'".formatted(a, b);
      switch (kind) {
        case MISSING -> missing.add("(" + key + ")");
        case EXTRA -> extra.add("(" + key + ")");
        case CHANGED -> changed.add("(%s, %d)".formatted(key, i / 3 % CHANGES.size()));
      }
      planted.put(a + "|" + b, kind);
    }
    execute(missing, extra, changed);
    return planted;
  }

  private static void execute(List<String> missing, List<String> extra, List<String> changed)
      throws SQLException {
    List<String> assignments = new ArrayList<>();
    for (List<String> change : CHANGES) {
      assignments.add(
          "%1$s = CASE c.change WHEN %2$d THEN %3$s ELSE l.%1$s END"
              .formatted(change.get(0), assignments.size(), change.get(1)));
    }
    TestSchema.execute(
        """
        INSERT INTO core_it.lake (a, b) VALUES %s;
        DELETE FROM core_it.lake WHERE (a, b) IN (VALUES %s);
        CREATE TABLE core_it.changes (a int, b text, change int);
        INSERT INTO core_it.changes VALUES %s;
        UPDATE core_it.lake AS l SET %s
        FROM core_it.changes AS c WHERE c.a = l.a AND c.b = l.b
        """
            .formatted(
                String.join(", ", extra),
                String.join(", ", missing),
                String.join(", ", changed),
                String.join(", ", assignments)));
  }
}
