package io.lakehousesync.postgres.internal.schema;

import java.util.Map;
import java.util.Optional;

/**
 * Our triggers on a heap table, and on its partitions.
 *
 * @param owner the heap table's owner; empty if there is no such table
 * @param ownerMayExecute whether the owner may execute the functions of all triggers. PostgreSQL
 *     requires this privilege of a role that creates or attaches a partition
 * @param partitioned whether the heap table has partitions
 * @param partition whether the heap table is a partition of another table
 * @param byName the triggers by their names
 */
public record HeapTriggers(
    String owner,
    boolean ownerMayExecute,
    boolean partitioned,
    boolean partition,
    Map<String, Trigger> byName) {
  /** No triggers, and no heap table. */
  static final HeapTriggers NONE = new HeapTriggers("", true, false, false, Map.of());

  /**
   * A trigger.
   *
   * @param states the firing states ({@code pg_trigger.tgenabled}) that the trigger has on the
   *     table and on its partitions; each state once
   * @param functionName the qualified name of its function, without quotes
   * @param function the body of its function
   * @param condition the numbers of the columns that its condition names, in their order, separated
   *     by commas; empty if there are none
   */
  public record Trigger(String states, String functionName, String function, String condition) {}

  /**
   * Returns whether the table needs row-level triggers, because statement-level triggers do not see
   * all writes to its rows.
   */
  public boolean byRow() {
    return partitioned || partition;
  }

  /** Returns a trigger; empty if the table does not have it. */
  public Optional<Trigger> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Returns whether the trigger exists, and is enabled on the table and on all partitions. */
  public boolean isEnabled(String name) {
    return find(name).filter(trigger -> !trigger.states().contains("D")).isPresent();
  }

  /** Returns whether one of these triggers calls a function with this body. */
  public boolean call(String function) {
    return byName.values().stream().anyMatch(trigger -> trigger.function().equals(function));
  }
}
