package io.lakehousesync.config;

import io.lakehousesync.postgres.PgLakeTables;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/** The general keys, which do not belong to a table, a locator, a refresher or the maintenance. */
final class SyncKeys {
  private static final String HOST = "(\\[[0-9A-Fa-f:.%]+]|[^/@?:,\\[]*)(:\\d+)?";

  /** Checks patterns and rules, for which it does not connect. The keys below use it. */
  private static final PgLakeTables UNCONNECTED = PgLakeTables.of(new PGSimpleDataSource());

  static final Key<String> POSTGRES_URL =
      Key.of(
              "postgres.url",
              "a URL such as jdbc:postgresql://host:5432/database",
              SyncKeys::postgresUrl,
              "the database with the heap tables and the Iceberg tables")
          .required();
  static final Key<String> POSTGRES_USER =
      Key.text("postgres.user", "the database user; if not set, the user of the operating system");
  static final Key<String> POSTGRES_PASSWORD =
      Key.secret("postgres.password", "the user's password; if not set, `~/.pgpass` is read");

  static final Key<String> LOCATOR =
      Key.text("locator", "the name of the locator, which finds the committed snapshots")
          .orElse("iceberg-tables");
  static final Key<String> REFRESHER =
      Key.text(
              "refresher",
              "the name of the refresher, which makes the catalog serve the committed snapshots")
          .orElse("none");

  static final Key<Duration> INTERVAL =
      Key.duration("sync.interval", "how often tables are checked for changes").orElse("10s");
  static final Key<Integer> PARALLELISM =
      Key.count(
          "sync.parallelism",
          "how many tables are copied at the same time, and how many are refreshed at the same time;"
              + " if not set, 3 are copied and 4 are refreshed");
  static final Key<Integer> BATCH_ROWS =
      Key.count(
          "sync.batch-rows",
          "approximately how many rows one transaction copies; if not set, 1000000");
  static final Key<Duration> STALE_AFTER =
      Key.duration(
          "sync.stale-after",
          "the freshness lag above which a table is stale; if not set, its freshness target"
              + " plus three times its interval");
  static final Key<Duration> CLOSE_TIMEOUT =
      Key.duration("sync.close-timeout", "how long closing waits for runs that are under way")
          .orElse("30s");

  static final Key<List<String>> INCLUDE =
      Key.of(
          "tables.include",
          "patterns such as public.*, separated by commas",
          SyncKeys::patterns,
          "heap tables to sync with [default settings](#tables-by-pattern); a table that"
              + " `table.<name>.…` describes keeps its own settings");
  static final Key<List<String>> EXCLUDE =
      Key.of(
          "tables.exclude",
          "patterns such as public.*, separated by commas",
          SyncKeys::patterns,
          "heap tables that are not synced, although `tables.include` includes them");
  static final Key<String> TARGET =
      Key.of(
              "tables.target",
              "a rule such as iceberg_{table} or lake.{schema}_{table}",
              SyncKeys::rule,
              "how the Iceberg tables of `tables.include` are named; without a dot, they are in the"
                  + " schema of their heap table")
          .orElse(PgLakeTables.DEFAULT_TARGET);

  static final Key<Boolean> SETUP_AUTO =
      Key.flag(
              "setup.auto",
              "whether the host sets up the tables of `tables.include` by itself, and searches for"
                  + " [new tables](#tables-by-pattern) while it runs; the users of this configuration"
                  + " then need the privileges of a set-up")
          .orElse("false");
  static final Key<Duration> SETUP_INTERVAL =
      Key.duration("setup.interval", "how often `setup.auto` searches for new tables").orElse("1m");

  static final Key<Boolean> STATUS_TABLE =
      Key.flag(
              "status.table",
              "whether the host writes how fresh and how verified each table is into the table"
                  + " `lakehouse_sync.status`, for SQL users and for the commands `status` and `gate`")
          .orElse("true");
  static final Key<Duration> VERIFY_EVERY =
      Key.duration(
          "verify.every",
          "how often each table is verified completely in the background, in small steps; if not"
              + " set, tables are not verified in the background");

  static final List<Key<?>> POSTGRES = List.of(POSTGRES_URL, POSTGRES_USER, POSTGRES_PASSWORD);
  static final List<Key<?>> OTHERS =
      List.of(
          LOCATOR,
          REFRESHER,
          INTERVAL,
          PARALLELISM,
          BATCH_ROWS,
          STALE_AFTER,
          CLOSE_TIMEOUT,
          INCLUDE,
          EXCLUDE,
          TARGET,
          SETUP_AUTO,
          SETUP_INTERVAL,
          STATUS_TABLE,
          VERIFY_EVERY);

  /** Hosts with their ports, then the database and the parameters; or only the database. */
  private static final Pattern URL =
      Pattern.compile(
          "jdbc:postgresql:(//HOST(,HOST)*(/[^@?]*)?|[^/@:?]+)(\\?.*)?".replace("HOST", HOST));

  private SyncKeys() {}

  private static List<String> patterns(String text) {
    List<String> patterns = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    patterns.forEach(UNCONNECTED::include);
    return patterns;
  }

  private static String rule(String text) {
    UNCONNECTED.target(text);
    return text;
  }

  /**
   * Rejects a URL with a user or a password before the host, because the driver does not support
   * this. The driver would also log a part of the password as a port. Therefore the driver gets
   * only URLs whose ports are numbers.
   */
  private static String postgresUrl(String url) {
    if (!URL.matcher(url).matches() || Driver.parseURL(url, new Properties()) == null) {
      throw new IllegalArgumentException("not a URL of PostgreSQL's driver");
    }
    return url;
  }
}
