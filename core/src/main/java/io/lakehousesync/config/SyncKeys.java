package io.lakehousesync.config;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/** The general keys, which do not belong to a table, a locator, a refresher or the maintenance. */
final class SyncKeys {
  private static final String HOST = "(\\[[0-9A-Fa-f:.%]+]|[^/@?:,\\[]*)(:\\d+)?";

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

  static final List<Key<?>> POSTGRES = List.of(POSTGRES_URL, POSTGRES_USER, POSTGRES_PASSWORD);
  static final List<Key<?>> OTHERS =
      List.of(LOCATOR, REFRESHER, INTERVAL, PARALLELISM, BATCH_ROWS, STALE_AFTER, CLOSE_TIMEOUT);

  /** Hosts with their ports, then the database and the parameters; or only the database. */
  private static final Pattern URL =
      Pattern.compile(
          "jdbc:postgresql:(//HOST(,HOST)*(/[^@?]*)?|[^/@:?]+)(\\?.*)?".replace("HOST", HOST));

  private SyncKeys() {}

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
