package io.lakehousesync.postgres.internal.capture;

import io.lakehousesync.postgres.internal.capture.UnmetRequirement.Code;
import io.lakehousesync.postgres.internal.schema.HeapTriggers;
import io.lakehousesync.postgres.internal.schema.TableColumns;
import io.lakehousesync.postgres.internal.sql.Sql;
import io.lakehousesync.postgres.report.SetupStatement;
import io.lakehousesync.postgres.report.SetupStatement.Blocks;
import io.lakehousesync.table.SyncTable;
import java.util.List;
import java.util.Optional;

/**
 * A trigger that a tracking needs on a heap table.
 *
 * @param fires the sessions in which it fires
 * @param create the statement that creates it, or replaces it
 */
public record OwnTrigger(String name, Fires fires, String create) {
  /**
   * The sessions in which a trigger fires. Ordinary triggers do not fire in sessions with {@code
   * session_replication_role = replica}, or in the workers of a subscription. In these workers,
   * statement-level triggers fire only for TRUNCATE.
   */
  public enum Fires {
    ALWAYS("A", "ENABLE ALWAYS"),
    IN_ORDINARY_SESSIONS("O", "ENABLE"),
    IN_REPLICA_SESSIONS("R", "ENABLE REPLICA");

    private final String state;
    private final String enable;

    Fires(String state, String enable) {
      this.state = state;
      this.enable = enable;
    }
  }

  /** Returns whether the trigger fires as it must, on the table and on all partitions. */
  boolean isMet(TableColumns columns) {
    return columns
        .ownTriggers()
        .find(name)
        .filter(found -> found.states().equals(fires.state))
        .isPresent();
  }

  /**
   * Returns what is wrong with the trigger; empty if nothing is wrong.
   *
   * @param lost what happens without the trigger
   * @param effect what the set-up does, as a clause that follows after a comma
   */
  public Optional<UnmetRequirement> unmet(
      SyncTable table, TableColumns columns, String lost, String effect) {
    if (isMet(columns)) {
      return Optional.empty();
    }
    Optional<String> states = columns.ownTriggers().find(name).map(HeapTriggers.Trigger::states);
    Code code;
    String missing;
    if (states.isEmpty()) {
      code = Code.TRIGGER_MISSING;
      missing = "%s has no trigger %s: %s.".formatted(table.source(), name, lost);
    } else if (states.get().contains("D")) {
      code = Code.TRIGGER_IS_OFF;
      missing =
          "Trigger %s on %s is disabled, on the table or on a partition: %s."
              .formatted(name, table.source(), lost);
    } else {
      code = Code.TRIGGER_STATE;
      missing =
          ("Trigger %s on %s fires only in some of the sessions in which it must fire. In the other"
                  + " sessions, %s.")
              .formatted(name, table.source(), lost);
    }
    return Optional.of(UnmetRequirement.error(code, missing, effect, List.of(setup(table))));
  }

  /**
   * Returns the statements that create the trigger, and enable it for the sessions in which it must
   * fire.
   */
  public SetupStatement setup(SyncTable table) {
    return new SetupStatement(
            "trigger %s of %s".formatted(name, table.source()),
            "%s;\nALTER TABLE %s %s TRIGGER %s"
                .formatted(create, Sql.table(table.source()), fires.enable, name))
        .blocking(Blocks.WRITERS);
  }
}
