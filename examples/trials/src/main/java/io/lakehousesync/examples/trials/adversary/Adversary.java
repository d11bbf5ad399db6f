package io.lakehousesync.examples.trials.adversary;

import static io.lakehousesync.examples.trials.adversary.Target.Style.ARCHIVE;
import static io.lakehousesync.examples.trials.adversary.Target.Style.FILTERED;
import static io.lakehousesync.examples.trials.adversary.Target.Style.INTERRUPTED;
import static io.lakehousesync.examples.trials.adversary.Target.Style.LARGE;

import io.lakehousesync.examples.trials.workload.WorkloadTable;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;

/**
 * Attacks heap tables while they are copied and verified. The attacks include everything that can
 * happen to a heap table with the default tracking. The adversary also attacks tables whose
 * tracking lacks one mechanism ({@link WrongVariant}). These tables must get wrong rows, or the
 * library must refuse to copy them.
 */
public final class Adversary {
  /** The adversary's name in {@code --tracking}. */
  public static final String NAME = "adversary";

  private static final int CONNECTIONS = 20;

  private final DataSource postgres;
  private final DataSource unpooled;
  private final List<AttackedTable> tables;
  private final List<VariantRun.Variant> variants;

  /**
   * Creates the adversary for a schema.
   *
   * @param unpooled opens a new session for each connection, because the adversary terminates
   *     sessions
   */
  public Adversary(String schema, DataSource postgres, DataSource unpooled) {
    this.postgres = postgres;
    this.unpooled = unpooled;
    this.tables = right(schema, postgres);
    this.variants = wrong(schema, postgres);
  }

  /** Returns how many pooled connections a run uses at the same time. */
  public static int connections() {
    return CONNECTIONS;
  }

  /** Returns all tables. They must be created before a run. */
  public List<WorkloadTable> tables() {
    List<WorkloadTable> all = new ArrayList<>(tables);
    variants.forEach(variant -> all.add(variant.table()));
    return all;
  }

  /**
   * Attacks the tables.
   *
   * @param seed the start of the random decisions. Runs with the same seed make the same decisions,
   *     but the order between threads differs
   */
  public AdversaryOutcome run(PrintStream out, Duration length, long seed) throws Exception {
    return new AdversaryRun(out, postgres, unpooled, tables, variants).run(length, seed);
  }

  /**
   * Returns the tables with the correct tracking. If other tables refer to a table, the list has
   * this table before the other tables.
   */
  private static List<AttackedTable> right(String schema, DataSource postgres) {
    return List.of(
        table(schema, postgres, "xid_plain", Form.PLAIN, LARGE, INTERRUPTED, ARCHIVE, FILTERED),
        table(schema, postgres, "xid_child", Form.CHILD, LARGE, INTERRUPTED),
        table(schema, postgres, "xid_numeric", Form.NUMERIC, LARGE, INTERRUPTED),
        table(schema, postgres, "xid_range", Form.RANGE, LARGE, INTERRUPTED, ARCHIVE, FILTERED),
        table(schema, postgres, "xid_hash", Form.HASH, LARGE, INTERRUPTED));
  }

  /** Returns the tables of the wrong variants. */
  private static List<VariantRun.Variant> wrong(String schema, DataSource postgres) {
    return Arrays.stream(WrongVariant.values())
        .map(
            how -> {
              String name = how.variantName().replace('-', '_');
              return VariantRun.Variant.of(
                  how,
                  switch (how) {
                    case PRUNING_BY_ALL_TARGETS ->
                        table(schema, postgres, name, how.form(), LARGE, INTERRUPTED);
                    case ROWS_THAT_LEAVE_THE_FILTER ->
                        table(schema, postgres, name, how.form(), FILTERED);
                    default -> table(schema, postgres, name, how.form(), LARGE);
                  },
                  postgres);
            })
        .toList();
  }

  private static AttackedTable table(
      String schema, DataSource postgres, String name, Form form, Target.Style... styles) {
    return new AttackedTable(
        schema,
        name,
        form,
        "xid_plain",
        Arrays.stream(styles).map(style -> Target.of(schema, name, style)).toList(),
        postgres);
  }
}
