package io.lakehousesync.snowflake.internal.refresh;

import io.lakehousesync.exceptions.DivergedException;
import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.spi.MetadataReader;
import io.lakehousesync.spi.MetadataSummary;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a table may move from one metadata file to another: only forward, and only within
 * one Iceberg table. It compares the names of the files. If it has a reader, it also compares their
 * content. Not thread-safe.
 */
public final class RefreshGuard {
  private record Known(MetadataLocation location, MetadataSummary summary) {}

  private final SnowflakeName name;
  private final @Nullable MetadataReader reader;

  /**
   * The last file that was read. The next refresh usually starts from this file. Because the
   * content is stored, the guard then does not read the file again.
   */
  private @Nullable Known last;

  /** Creates a guard. If {@code reader} is null, the guard compares only the names of the files. */
  public RefreshGuard(SnowflakeName name, @Nullable MetadataReader reader) {
    this.name = name;
    this.reader = reader;
  }

  /**
   * Checks the first file of a table that is to be created.
   *
   * @throws NotAppliedException if the file does not exist
   */
  void check(MetadataLocation wanted) {
    if (reader != null) {
      present(reader, wanted);
    }
  }

  /**
   * Checks whether the table may move from {@code now} to {@code wanted}.
   *
   * @throws DivergedException if {@code wanted} is older than {@code now}, or belongs to another
   *     Iceberg table
   * @throws NotAppliedException if {@code wanted} does not exist, a file cannot be read, or another
   *     engine raised the table to a format that Snowflake cannot follow
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
    if (isRaised(served.formatVersion(), next.formatVersion())) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          ("Another engine raised the Iceberg table of %s from format version %d to %d, with %s."
                  + " Snowflake can refresh such a table neither by REFRESH nor by itself. Nothing was"
                  + " changed. To serve the table, %s.")
              .formatted(
                  name,
                  served.formatVersion().getAsInt(),
                  next.formatVersion().getAsInt(),
                  wanted,
                  TableReplacement.ADVICE),
          null);
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

  /**
   * Returns whether the format became version 3. Source: docs.snowflake.com, "Automatically refresh
   * Apache Iceberg tables" (/en/user-guide/tables-iceberg-auto-refresh).
   */
  private static boolean isRaised(OptionalInt served, OptionalInt next) {
    return served.isPresent() && next.isPresent() && served.getAsInt() < 3 && next.getAsInt() >= 3;
  }

  /** Compares the versions in the names. pg_lake increases the version with each commit. */
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
                    ("%s does not exist, so Snowflake's table %s was not refreshed to it. Nothing"
                            + " was changed. Run again: the run reads the location again. If this"
                            + " repeats, find out what deleted the file.")
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
    String found =
        "Snowflake's table %s serves %s. This file belongs to another Iceberg table than %s: %s. Nothing was changed."
            .formatted(name, now, wanted, why);
    return new DivergedException(
        isOfTheSameName(now, wanted)
            ? "%s Was the Iceberg table dropped and recreated in PostgreSQL? To serve the new table, %s."
                .formatted(found, TableReplacement.ADVICE)
            : ("%s Does another sync serve this name? Then give this table another name in Snowflake,"
                    + " with catalogName (in a configuration: table.<name>.catalog-name)."
                    + " Only if nothing refreshes the other table any more, %s.")
                .formatted(found, TableReplacement.ADVICE),
        null);
  }

  /** The location of a table of pg_lake ends with its schema, its name, and its number. */
  private static boolean isOfTheSameName(MetadataLocation now, MetadataLocation wanted) {
    return named(now).equals(named(wanted));
  }

  private static String named(MetadataLocation location) {
    return location.directory().replaceFirst("/[^/]+/metadata/?$", "");
  }

  private DivergedException backwards(MetadataLocation now, MetadataLocation wanted, String how) {
    return new DivergedException(
        ("Snowflake's table %s serves %s. A refresh would go back to %s, %s. Was PostgreSQL restored to"
                + " an earlier state, or does another host refresh this table? Nothing was changed."
                + " To accept the earlier state, run ALTER ICEBERG TABLE %s REFRESH yourself.")
            .formatted(name, now.fileName(), wanted.fileName(), how, name),
        null);
  }
}
