package io.lakehousesync.postgres;

import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.postgres.internal.discovery.Defaults;
import io.lakehousesync.postgres.internal.discovery.DiscoveredTable;
import io.lakehousesync.postgres.internal.discovery.NamePattern;
import io.lakehousesync.postgres.internal.discovery.TableDiscovery;
import io.lakehousesync.postgres.internal.sql.Transactions;
import io.lakehousesync.postgres.report.TableChoice;
import io.lakehousesync.table.SyncTable;
import io.lakehousesync.table.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Finds heap tables by patterns of their names, and chooses the settings of each:
 *
 * <ul>
 *   <li>A table with a primary key, or with a unique index whose columns are all NOT NULL, is
 *       tracked by transaction id and upserted.
 *   <li>A table without a key and with at most 8 MB is tracked by comparison.
 *   <li>A larger table without a key is tracked by transaction id, and its new rows are appended.
 * </ul>
 *
 * <p>A table without a key that is already set up keeps its tracking when its size changes.
 *
 * <p>A pattern has the form {@code schema.table}, as PostgreSQL's system catalog spells the names.
 * An asterisk stands for any characters, also none. A pattern without a dot is in the schema {@code
 * public}. Not found are partitions, which belong to their table, views, temporary tables, tables
 * of extensions, Iceberg tables, and the tables of this library. Other tables that cannot be
 * synced, such as unlogged tables, are found, so that the sync reports them: exclude them.
 *
 * <pre>{@code
 * LakehouseSync.builder()
 *     .tables(PgLakeTables.of(postgres).include("shop.*").exclude("shop.tmp_*").tables())
 * }</pre>
 *
 * <p>Immutable: each method that sets something returns a changed copy. Thread-safe. Reads only the
 * system catalog and sizes of files, and changes nothing.
 */
public final class PgLakeTables {
  /** The default of {@link #target}. */
  public static final String DEFAULT_TARGET = "iceberg_{table}";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(?:schema|table)}");

  private final DataSource dataSource;
  private final List<String> includes;
  private final List<String> excludes;
  private final String target;

  private PgLakeTables(
      DataSource dataSource, List<String> includes, List<String> excludes, String target) {
    this.dataSource = dataSource;
    this.includes = includes;
    this.excludes = excludes;
    this.target = target;
  }

  /** Returns a finder for the database that {@code dataSource} connects to. It finds no table. */
  public static PgLakeTables of(DataSource dataSource) {
    return new PgLakeTables(dataSource, List.of(), List.of(), DEFAULT_TARGET);
  }

  /**
   * Adds patterns of tables to find.
   *
   * @throws IllegalArgumentException if a pattern has an empty part
   */
  public PgLakeTables include(String... patterns) {
    return new PgLakeTables(dataSource, added(includes, patterns), excludes, target);
  }

  /**
   * Adds patterns of tables not to find, although another pattern includes them.
   *
   * @throws IllegalArgumentException if a pattern has an empty part
   */
  public PgLakeTables exclude(String... patterns) {
    return new PgLakeTables(dataSource, includes, added(excludes, patterns), target);
  }

  private static List<String> added(List<String> before, String... patterns) {
    return Stream.concat(before.stream(), Stream.of(patterns).map(NamePattern::regex)).toList();
  }

  /**
   * Sets how the Iceberg tables are named. In the rule, {@code {schema}} and {@code {table}} stand
   * for the names of the heap table. A rule with a dot names a schema, too, as in {@code
   * lake.{schema}_{table}}; otherwise the Iceberg table is in the schema of its heap table. The
   * schema must exist before the set-up. Default: {@value #DEFAULT_TARGET}.
   *
   * @throws IllegalArgumentException if the rule has no {@code {table}}, more than one dot, or an
   *     empty part
   */
  public PgLakeTables target(String rule) {
    if (!rule.contains("{table}") || !rule.matches("[^.]+(\\.[^.]+)?")) {
      throw new IllegalArgumentException(
          "'%s' is not a naming rule such as %s or lake.{schema}_{table}"
              .formatted(rule, DEFAULT_TARGET));
    }
    return new PgLakeTables(dataSource, includes, excludes, rule);
  }

  /**
   * Returns the tables with their settings, in the order of their names. Sends two queries.
   *
   * @throws NotAppliedException if a query failed
   */
  public List<SyncTable> tables() {
    return find().stream().map(TableChoice::table).toList();
  }

  /**
   * Returns the same tables as {@link #tables()}, with the reasons for their settings.
   *
   * @throws ConfigurationException if two heap tables would be copied into the same Iceberg table
   * @throws NotAppliedException if a query failed, for example because the database has no
   *     extension pg_lake
   */
  public List<TableChoice> find() {
    List<TableChoice> found =
        new Transactions(dataSource)
            .run(
                "Search for tables",
                connection -> {
                  Set<TableName> iceberg = TableDiscovery.icebergTables(connection);
                  List<TableChoice> choices = new ArrayList<>();
                  for (DiscoveredTable heap :
                      TableDiscovery.tables(connection, includes, excludes)) {
                    TableName name = targetOf(heap.name());
                    choices.add(Defaults.of(heap, name, iceberg.contains(name)));
                  }
                  return choices;
                });
    requireDistinct(found);
    return found;
  }

  private TableName targetOf(TableName heap) {
    int dot = target.indexOf('.');
    return new TableName(
        dot < 0 ? heap.schema() : filled(target.substring(0, dot), heap),
        filled(target.substring(dot + 1), heap));
  }

  private static String filled(String rule, TableName heap) {
    return PLACEHOLDER
        .matcher(rule)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group().equals("{schema}") ? heap.schema() : heap.name()));
  }

  private static void requireDistinct(List<TableChoice> choices) {
    Map<TableName, TableName> sources = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (TableChoice choice : choices) {
      SyncTable table = choice.table();
      TableName other = sources.put(table.target(), table.source());
      if (other != null) {
        problems.add(
            "%s and %s are both copied into %s: use {schema} in the naming rule of the targets."
                .formatted(other, table.source(), table.target()));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }
}
