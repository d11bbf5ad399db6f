package io.lakehousesync.config;

import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;

/** The keys that concern no single table, and no locator or refresher. */
final class SyncKeys {
  static final Key<String> POSTGRES_URL =
      Key.of(
              "postgres.url",
              "a URL such as jdbc:postgresql://host:5432/database",
              SyncKeys::postgresUrl,
              "the database with the heap tables and the Iceberg tables")
          .required();
  static final Key<String> POSTGRES_USER =
      Key.text("postgres.user", "its user; unless set, the operating system's");
  static final Key<String> POSTGRES_PASSWORD =
      Key.secret("postgres.password", "the user's password; without it, `~/.pgpass` is asked");

  static final Key<String> LOCATOR =
      Key.text("locator", "how snapshots are found: `iceberg-tables` or `s3-listing`")
          .orElse("iceberg-tables");
  static final Key<String> REFRESHER =
      Key.text(
              "refresher",
              "what makes the catalog serve them: `snowflake`, `snowflake-postgres` or `none`")
          .orElse("none");

  static final Key<Duration> INTERVAL =
      Key.duration("sync.interval", "how often tables are looked at").orElse("10s");
  static final Key<Integer> PARALLELISM =
      Key.count(
          "sync.parallelism",
          "how many tables are copied, and how many are refreshed, at the same time; unless set, 3"
              + " and 4");
  static final Key<Integer> BATCH_ROWS =
      Key.count(
          "sync.batch-rows", "about how many rows one transaction copies; unless set, 100000");
  static final Key<Duration> STALE_AFTER =
      Key.duration(
          "sync.stale-after",
          "how old what the catalog serves may be before a table counts as stale; unless set, three"
              + " intervals beyond its freshness target");
  static final Key<Duration> CLOSE_TIMEOUT =
      Key.duration("sync.close-timeout", "how long the end waits for what is under way")
          .orElse("30s");

  static final List<Key<?>> POSTGRES = List.of(POSTGRES_URL, POSTGRES_USER, POSTGRES_PASSWORD);
  static final List<Key<?>> OTHERS =
      List.of(LOCATOR, REFRESHER, INTERVAL, PARALLELISM, BATCH_ROWS, STALE_AFTER, CLOSE_TIMEOUT);

  private SyncKeys() {}

  /** The driver would log a user and a password before the host, which it does not know. */
  private static String postgresUrl(String url) {
    if (!url.matches("jdbc:postgresql:(//[^/@?]+(/[^@]*)?|[^/@]+)(\\?.*)?")
        || Driver.parseURL(url, new Properties()) == null) {
      throw new IllegalArgumentException("not a URL of PostgreSQL's driver");
    }
    return url;
  }
}
