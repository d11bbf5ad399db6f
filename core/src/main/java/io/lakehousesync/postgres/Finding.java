package io.lakehousesync.postgres;

import io.lakehousesync.SyncTable;
import java.util.Optional;

/**
 * Something that {@link PgLakeDoctor} found.
 *
 * @param severity how bad it is
 * @param code which check it comes from; stays the same in later versions
 * @param table the table it concerns; empty if it concerns the whole server
 * @param what what is true now
 * @param cure what to do about it, as SQL where that is possible
 */
public record Finding(
    Severity severity, String code, Optional<SyncTable> table, String what, String cure) {
  /** How bad a finding is, worst first. */
  public enum Severity {
    /** Rows are lost, or the copy fails. */
    ERROR,
    /** Works, but not as one would expect in a case that is named. */
    WARNING,
    /** Good to know. */
    INFO
  }

  /** One line for a log. */
  @Override
  public String toString() {
    return "%s %s%s: %s Cure: %s"
        .formatted(severity, code, table.map(name -> " " + name).orElse(""), what, cure);
  }
}
