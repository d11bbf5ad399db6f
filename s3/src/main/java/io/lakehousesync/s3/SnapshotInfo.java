package io.lakehousesync.s3;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A snapshot as a metadata file describes it.
 *
 * @param snapshotId the id
 * @param sequenceNumber the sequence number; 0 in format version 1
 * @param committedAt the writer's clock when it was made
 * @param summary what the writer noted. Only {@code operation} is certain to be there: pg_lake
 *     notes nothing else
 * @param manifestList the URI of the file that lists the manifests; empty only where format version
 *     1 lists them in the metadata file itself
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

  /** What the commit did: {@code append}, {@code overwrite}, {@code delete} or {@code replace}. */
  public Optional<String> operation() {
    return Optional.ofNullable(summary.get("operation"));
  }

  /**
   * A number of the summary, such as {@code total-data-files}, {@code total-delete-files} or {@code
   * total-records}: the writer's word, not a count. Empty if it is not there or not a number. See
   * {@link MetadataFiles#count} for a count.
   */
  public OptionalLong total(String name) {
    String value = summary.getOrDefault(name, "");
    return value.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(value))
        : OptionalLong.empty();
  }
}
