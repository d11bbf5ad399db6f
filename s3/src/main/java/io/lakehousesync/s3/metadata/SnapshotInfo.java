package io.lakehousesync.s3.metadata;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A snapshot as a metadata file describes it.
 *
 * @param snapshotId the id
 * @param sequenceNumber the sequence number; 0 in format version 1
 * @param committedAt the commit time by the writer's clock
 * @param summary the writer's notes. Only {@code operation} is always present; pg_lake writes
 *     nothing else
 * @param manifestList the URI of the file that lists the manifests; empty if format version 1 lists
 *     them in the metadata file itself
 */
public record SnapshotInfo(
    long snapshotId,
    long sequenceNumber,
    Instant committedAt,
    Map<String, String> summary,
    Optional<String> manifestList) {

  /** Copies the summary. */
  public SnapshotInfo {
    summary = Map.copyOf(summary);
  }

  /**
   * Returns what the commit did: {@code append}, {@code overwrite}, {@code delete} or {@code
   * replace}.
   */
  public Optional<String> operation() {
    return Optional.ofNullable(summary.get("operation"));
  }

  /**
   * Returns a number of the summary, such as {@code total-data-files}, {@code total-delete-files}
   * or {@code total-records}. The writer of the snapshot computed this number; this method does not
   * count. Empty if the summary does not contain the name, or its value is not a number. {@link
   * io.lakehousesync.s3.MetadataFiles#count} counts the files.
   */
  public OptionalLong total(String name) {
    String value = summary.getOrDefault(name, "");
    return value.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(value))
        : OptionalLong.empty();
  }
}
