package io.lakehousesync.snowflake;

import io.lakehousesync.DivergedException;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.MetadataReader;
import io.lakehousesync.MetadataSummary;
import io.lakehousesync.NotAppliedException;
import io.lakehousesync.NotAppliedException.Retry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a table may move from one metadata file to another: forward only, and within one
 * Iceberg table. By their names alone, or also by what stands in them. Not thread-safe.
 */
final class RefreshGuard {
  private record Known(MetadataLocation location, MetadataSummary summary) {}

  private final SnowflakeName name;
  private final @Nullable MetadataReader reader;

  /** The last file that was read, which the next refresh moves on from. */
  private @Nullable Known last;

  /** A guard that also reads the files, if there is a reader. */
  RefreshGuard(SnowflakeName name, @Nullable MetadataReader reader) {
    this.name = name;
    this.reader = reader;
  }

  /**
   * Checks the first file of a table that is to be created.
   *
   * @throws NotAppliedException if it is not there
   */
  void check(MetadataLocation wanted) {
    if (reader != null) {
      present(reader, wanted);
    }
  }

  /**
   * Checks a move.
   *
   * @throws DivergedException if it goes back or to another table
   * @throws NotAppliedException if it cannot be judged
   */
  void check(MetadataLocation now, MetadataLocation wanted) {
    boolean sameDirectory = now.directory().equals(wanted.directory());
    if (reader == null) {
      if (!sameDirectory) {
        throw anotherTable(now, wanted, "it lies in another directory");
      }
    } else {
      Optional<MetadataSummary> served = summary(reader, now);
      MetadataSummary next = present(reader, wanted);
      if (served.isPresent()) {
        compare(now, served.get(), wanted, next, sameDirectory);
      } else if (!sameDirectory) {
        throw anotherTable(
            now, wanted, "it lies in another directory, and the served file is gone");
      }
    }
    if (sameDirectory && isNotNewerByName(now, wanted)) {
      throw backwards(now, wanted, "by its version");
    }
  }

  private void compare(
      MetadataLocation now,
      MetadataSummary served,
      MetadataLocation wanted,
      MetadataSummary next,
      boolean sameDirectory) {
    if (!served.tableUuid().equals(next.tableUuid())) {
      throw anotherTable(
          now,
          wanted,
          "its table-uuid is %s, not %s".formatted(next.tableUuid(), served.tableUuid()));
    }
    if (next.lastSequenceNumber() < served.lastSequenceNumber()) {
      throw backwards(
          now,
          wanted,
          "from sequence number %d to %d"
              .formatted(served.lastSequenceNumber(), next.lastSequenceNumber()));
    }
    if (!sameDirectory
        && next.lastSequenceNumber() == served.lastSequenceNumber()
        && !next.currentSnapshotId().equals(served.currentSnapshotId())) {
      throw backwards(now, wanted, "as far as is known: their sequence numbers are equal");
    }
  }

  /** pg_lake raises the version with each commit, and the locator names what is committed. */
  private static boolean isNotNewerByName(MetadataLocation now, MetadataLocation wanted) {
    return now.version().isPresent()
        && wanted.version().isPresent()
        && now.version().getAsLong() >= wanted.version().getAsLong();
  }

  private MetadataSummary present(MetadataReader reader, MetadataLocation wanted) {
    return summary(reader, wanted)
        .orElseThrow(
            () ->
                new NotAppliedException(
                    Retry.SENSIBLE,
                    ("%s is not there, so Snowflake's table %s was not refreshed to it. Nothing was"
                            + " changed. Run again, which looks the location up again; if it stays"
                            + " so, look for what removed the file.")
                        .formatted(wanted, name),
                    null));
  }

  private Optional<MetadataSummary> summary(MetadataReader reader, MetadataLocation location) {
    if (last != null && last.location().equals(location)) {
      return Optional.of(last.summary());
    }
    Optional<MetadataSummary> summary = reader.summary(location);
    summary.ifPresent(found -> last = new Known(location, found));
    return summary;
  }

  private DivergedException anotherTable(
      MetadataLocation now, MetadataLocation wanted, String why) {
    return new DivergedException(
        ("Snowflake's table %s serves %s, which belongs to another Iceberg table than %s: %s. Was it"
                + " dropped and created anew in PostgreSQL? Nothing was changed. To follow, %s.")
            .formatted(name, now, wanted, why, Replacement.CURE),
        null);
  }

  private DivergedException backwards(MetadataLocation now, MetadataLocation wanted, String how) {
    return new DivergedException(
        ("Snowflake's table %s serves %s, and would go back to %s, %s: was PostgreSQL restored to"
                + " an earlier state, or does another host refresh this table? Nothing was changed."
                + " To accept the earlier state, run ALTER ICEBERG TABLE %s REFRESH yourself.")
            .formatted(name, now.fileName(), wanted.fileName(), how, name),
        null);
  }
}
