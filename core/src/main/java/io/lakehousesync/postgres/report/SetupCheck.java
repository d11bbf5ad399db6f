package io.lakehousesync.postgres.report;

import io.lakehousesync.table.SyncTable;
import io.lakehousesync.text.Printable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of a check: what is missing in the set-up of one table, or in the objects that all
 * tables share. Immutable.
 */
public final class SetupCheck {
  private final @Nullable SyncTable table;
  private final List<SetupStatement> missing;
  private final @Nullable String problem;

  private SetupCheck(
      @Nullable SyncTable table, List<SetupStatement> missing, @Nullable String problem) {
    this.table = table;
    this.missing = List.copyOf(missing);
    this.problem = problem;
  }

  /**
   * Returns the check of the objects that all tables share.
   *
   * @param missing the statements that the set-up would run
   */
  public static SetupCheck ofShared(List<SetupStatement> missing) {
    return new SetupCheck(null, missing, null);
  }

  /**
   * Returns the check of a table that the set-up can prepare.
   *
   * @param missing the statements that the set-up would run
   */
  public static SetupCheck ofTable(SyncTable table, List<SetupStatement> missing) {
    return new SetupCheck(Objects.requireNonNull(table, "table"), missing, null);
  }

  /**
   * Returns the check of a table that the set-up cannot prepare.
   *
   * @param problem why the set-up cannot prepare the table, and what to do
   */
  public static SetupCheck withProblem(SyncTable table, String problem) {
    return new SetupCheck(
        Objects.requireNonNull(table, "table"),
        List.of(),
        Objects.requireNonNull(problem, "problem"));
  }

  /** Returns the table; empty for the check of the objects that all tables share. */
  public Optional<SyncTable> table() {
    return Optional.ofNullable(table);
  }

  /** Returns the statements that the set-up would run, in their order. */
  public List<SetupStatement> missing() {
    return missing;
  }

  /**
   * Returns why the set-up cannot prepare the table, and what to do. Empty if the set-up can
   * prepare the table.
   */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Returns whether nothing is missing. */
  public boolean isComplete() {
    return missing.isEmpty() && problem == null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SetupCheck that
        && Objects.equals(table, that.table)
        && missing.equals(that.missing)
        && Objects.equals(problem, that.problem);
  }

  @Override
  public int hashCode() {
    return Objects.hash(table, missing, problem);
  }

  /** Returns the table and what is missing, for a log. */
  @Override
  public String toString() {
    return "set-up of %s: missing=%s%s"
        .formatted(
            table == null ? "all tables" : table,
            missing,
            problem == null ? "" : " problem=" + Printable.quoted(problem));
  }
}
