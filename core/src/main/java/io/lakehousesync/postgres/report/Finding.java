package io.lakehousesync.postgres.report;

import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that {@link io.lakehousesync.postgres.PgLakeDoctor} found. Immutable. Two findings are
 * equal if their values are equal.
 */
public final class Finding {
  /** How bad a finding is, worst first. */
  public enum Severity {
    /** Rows are lost, or the copy fails. */
    ERROR,
    /** The copy works, except in a case that the finding describes. */
    WARNING,
    /** Good to know. */
    INFO
  }

  /**
   * The beginning of each cure that the set-up carries out. {@link #isCuredBySetup()} looks for it.
   */
  public static final String RUN_SETUP = "Run the set-up (PgLakeSetup)";

  private final Severity severity;
  private final String code;
  private final @Nullable SyncTable table;
  private final String what;
  private final String cure;

  private Finding(
      Severity severity, String code, @Nullable SyncTable table, String what, String cure) {
    this.severity = Objects.requireNonNull(severity, "severity");
    this.code = Objects.requireNonNull(code, "code");
    this.table = table;
    this.what = Objects.requireNonNull(what, "what");
    this.cure = Objects.requireNonNull(cure, "cure");
  }

  /**
   * Returns a finding about one table.
   *
   * @param what what is true now
   * @param cure what to do
   */
  public static Finding ofTable(
      Severity severity, String code, SyncTable table, String what, String cure) {
    return new Finding(severity, code, Objects.requireNonNull(table, "table"), what, cure);
  }

  /**
   * Returns a finding about the whole server.
   *
   * @param what what is true now
   * @param cure what to do
   */
  public static Finding ofServer(Severity severity, String code, String what, String cure) {
    return new Finding(severity, code, null, what, cure);
  }

  /** Returns how bad the finding is. */
  public Severity severity() {
    return severity;
  }

  /**
   * Returns the code of the check that made this finding. A code stays the same in later versions.
   */
  public String code() {
    return code;
  }

  /** Returns the table of the finding; empty if the finding concerns the whole server. */
  public Optional<SyncTable> table() {
    return Optional.ofNullable(table);
  }

  /** Returns what is true now. */
  public String what() {
    return what;
  }

  /** Returns what to do, as SQL if possible. */
  public String cure() {
    return cure;
  }

  /** Returns whether {@link io.lakehousesync.postgres.PgLakeSetup#apply} alone cures this. */
  public boolean isCuredBySetup() {
    return cure.startsWith(RUN_SETUP);
  }

  /** Returns whether the text of a table's problem begins with {@link #what()}. */
  public boolean isCoveredBy(String problem) {
    return problem.startsWith(what);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Finding that
        && severity == that.severity
        && code.equals(that.code)
        && Objects.equals(table, that.table)
        && what.equals(that.what)
        && cure.equals(that.cure);
  }

  @Override
  public int hashCode() {
    return Objects.hash(severity, code, table, what, cure);
  }

  /** Returns one line for a log, with control characters as escapes. */
  @Override
  public String toString() {
    return Printable.escape(
        "%s %s%s: %s Cure: %s"
            .formatted(severity, code, table == null ? "" : " " + table, what, cure));
  }
}
