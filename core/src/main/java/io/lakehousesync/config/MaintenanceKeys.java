package io.lakehousesync.config;

import io.lakehousesync.postgres.MaintenanceLimits;
import io.lakehousesync.postgres.PgLakeMaintenance;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** The keys of the maintenance of Iceberg tables, and what they describe. */
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
              "who looks after Iceberg tables: nobody but pg_lake, or this host too, which warns"
                  + " (`watch`), or has them compacted where it is needed (`vacuum`)")
          .orElse("off");
  static final Key<Duration> INTERVAL =
      Key.duration("maintenance.interval", "how often they are looked at").orElse("10m");
  private static final Key<Duration> TIMEOUT =
      Key.duration("maintenance.timeout", "how long a VACUUM may take, in whole seconds")
          .orElse("10m");
  private static final Key<Integer> SMALL_FILES =
      Key.count("maintenance.small-files", "more small files than this are too many").orElse("100");
  private static final Key<Integer> MANIFESTS =
      Key.count("maintenance.manifests", "more manifests than this are too many").orElse("100");
  private static final Key<Integer> METADATA_BYTES =
      Key.count("maintenance.metadata-bytes", "a longer metadata file is too long")
          .orElse("1048576");

  static final List<Key<?>> ALL =
      List.of(MODE, INTERVAL, TIMEOUT, SMALL_FILES, MANIFESTS, METADATA_BYTES);

  private MaintenanceKeys() {}

  /** The others mean nothing where nobody looks after the tables. */
  static List<String> problems(Settings settings) {
    if (settings.get(MODE) != Mode.OFF) {
      return List.of();
    }
    return ALL.stream()
        .filter(key -> key != MODE && settings.sets(key))
        .map(
            key ->
                "%s has no effect with maintenance=off: leave it out, or choose maintenance=watch or maintenance=vacuum."
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
