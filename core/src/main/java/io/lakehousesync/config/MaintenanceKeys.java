package io.lakehousesync.config;

import io.lakehousesync.postgres.MaintenanceLimits;
import io.lakehousesync.postgres.PgLakeMaintenance;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** The keys for the maintenance of Iceberg tables. */
final class MaintenanceKeys {
  enum Mode {
    OFF,
    WATCH,
    VACUUM
  }

  static final Key<Mode> MODE =
      Key.choice(
              "maintenance",
              Mode.class,
              "whether this host maintains the Iceberg tables, in addition to pg_lake: `off`; `watch`"
                  + " logs a warning if a limit is exceeded; `vacuum` runs VACUUM if a limit is exceeded")
          .orElse("off");
  static final Key<Duration> INTERVAL =
      Key.duration("maintenance.interval", "how often the Iceberg tables are checked")
          .orElse("10m");
  private static final Key<Duration> TIMEOUT =
      Key.duration(
              "maintenance.timeout", "how long a VACUUM may take; parts of a second are cut off")
          .orElse("10m");
  private static final Key<Integer> SMALL_FILES =
      Key.count("maintenance.small-files", "the limit for the number of small data files")
          .orElse("100");
  private static final Key<Integer> MANIFESTS =
      Key.count("maintenance.manifests", "the limit for the number of manifests").orElse("100");
  private static final Key<Integer> METADATA_BYTES =
      Key.count(
              "maintenance.metadata-bytes", "the limit for the size of the metadata file, in bytes")
          .orElse("1048576");

  static final List<Key<?>> ALL =
      List.of(MODE, INTERVAL, TIMEOUT, SMALL_FILES, MANIFESTS, METADATA_BYTES);

  private MaintenanceKeys() {}

  /** If the maintenance is off, returns a problem for each other maintenance key that is set. */
  static List<String> problems(Settings settings) {
    if (settings.get(MODE) != Mode.OFF) {
      return List.of();
    }
    return ALL.stream()
        .filter(key -> key != MODE && settings.sets(key))
        .map(
            key ->
                "%s has no effect with maintenance=off: remove it, or set maintenance=watch or maintenance=vacuum."
                    .formatted(key))
        .toList();
  }

  static PgLakeMaintenance maintenance(DataSource postgres, Settings settings) {
    return PgLakeMaintenance.builder(postgres)
        .timeout(settings.get(TIMEOUT))
        .limits(
            MaintenanceLimits.ofDefaults()
                .smallFiles(settings.get(SMALL_FILES))
                .manifests(settings.get(MANIFESTS))
                .metadataBytes(settings.get(METADATA_BYTES)))
        .build();
  }
}
