package io.lakehousesync.postgres.internal.capture;

import io.lakehousesync.postgres.report.Finding;
import io.lakehousesync.postgres.report.Finding.Severity;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.table.SyncTable;
import java.util.List;

/**
 * Something that a kind of tracking needs and a table does not have. The copy uses this record for
 * its error message, the set-up uses it for its plan, and the doctor uses it for its finding.
 *
 * @param severity how bad it is for the tracking
 * @param code what kind of requirement it is
 * @param stopsCopy if true, no copy begins until the requirement is met
 * @param missing what is missing and what follows from that, one sentence
 * @param cure what to do, one sentence or SQL
 * @param setup the statements that create what is missing; empty if the set-up cannot create it
 */
public record UnmetRequirement(
    Severity severity,
    Code code,
    boolean stopsCopy,
    String missing,
    String cure,
    List<SetupStatement> setup) {
  /** The kinds of requirements. */
  public enum Code {
    TRACKING_COLUMN_MISSING("tracking-column-missing"),
    TRACKING_COLUMN_TYPE("tracking-column-type"),
    TRACKING_COLUMN_NULLABLE("tracking-column-nullable"),
    INDEX_MISSING("index-missing"),
    TRIGGER_MISSING("trigger-missing"),
    TRIGGER_IS_OFF("trigger-is-off"),
    CAPTURE_MISSING("capture-missing"),
    TRIGGER_STATE("trigger-state"),
    TRIGGER_OUTDATED("trigger-outdated"),
    OWNER_MAY_NOT_EXECUTE("owner-may-not-execute"),
    MARKER_WITHOUT_TRIGGER("marker-without-trigger"),
    ORDERED_NEEDS_APPEND("ordered-needs-append"),
    QUEUE_NEEDS_UPSERT("queue-needs-upsert"),
    DELETES_CANNOT_BE_KEPT("deletes-cannot-be-kept");

    private final String id;

    Code(String id) {
      this.id = id;
    }

    /** Returns the code of the doctor's finding, which stays the same in later versions. */
    public String id() {
      return id;
    }
  }

  /** Returns a requirement that stops the copy, and that the set-up can meet. */
  public static UnmetRequirement error(Code code, String missing, List<SetupStatement> setup) {
    return error(code, missing, "", setup);
  }

  /**
   * Returns a requirement that stops the copy, and that the set-up can meet.
   *
   * @param effect what else the set-up does, as a clause that follows after a comma
   */
  public static UnmetRequirement error(
      Code code, String missing, String effect, List<SetupStatement> setup) {
    return new UnmetRequirement(Severity.ERROR, code, true, missing, runSetup(effect), setup);
  }

  /** Returns a requirement that stops the copy, and that the set-up cannot meet. */
  public static UnmetRequirement obstacle(Code code, String missing, String cure) {
    return new UnmetRequirement(Severity.ERROR, code, true, missing, cure, List.of());
  }

  /**
   * Returns a requirement that does not stop the copy. Without it, the tracking works with
   * limitations.
   */
  public static UnmetRequirement warning(
      Code code, String missing, String cure, List<SetupStatement> setup) {
    return new UnmetRequirement(Severity.WARNING, code, false, missing, cure, setup);
  }

  /** Returns the cure "run the set-up". */
  private static String runSetup(String effect) {
    return effect.isEmpty() ? Finding.RUN_SETUP + "." : Finding.RUN_SETUP + ", " + effect;
  }

  /** Returns whether this requirement stops the copy, and the set-up cannot meet it. */
  public boolean isObstacle() {
    return stopsCopy && setup.isEmpty();
  }

  /** Returns what is missing and what to do, for the error of a copy. */
  public String problem() {
    return missing + " " + cure;
  }

  /** Returns what is missing and what to do, as a finding of the doctor. */
  public Finding finding(SyncTable table) {
    return Finding.ofTable(severity, code.id(), table, missing, cure);
  }
}
