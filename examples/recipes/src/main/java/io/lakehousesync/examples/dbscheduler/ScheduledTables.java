package io.lakehousesync.examples.dbscheduler;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.TableReport;
import io.lakehousesync.table.SyncTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/**
 * The tables of a sync as recurring tasks of db-scheduler, one task per table. If a run fails, the
 * scheduler counts a failed execution, and the next run follows after the interval. Do not call
 * {@link LakehouseSync#start}, because the scheduler starts the runs.
 */
public final class ScheduledTables {
  /** The table as db-scheduler's documentation defines it. */
  private static final String CREATE_TABLE =
      """
      CREATE TABLE IF NOT EXISTS scheduled_tasks (
        task_name            text NOT NULL,
        task_instance        text NOT NULL,
        task_data            bytea,
        execution_time       timestamptz,
        picked               boolean NOT NULL,
        picked_by            text,
        last_success         timestamptz,
        last_failure         timestamptz,
        consecutive_failures int,
        last_heartbeat       timestamptz,
        version              bigint NOT NULL,
        priority             smallint,
        state                text,
        PRIMARY KEY (task_name, task_instance)
      );
      CREATE INDEX IF NOT EXISTS scheduled_tasks_due ON scheduled_tasks (execution_time)
      """;

  private ScheduledTables() {}

  /** Creates the scheduler's table in the current schema, if the table does not exist. */
  public static void createTable(DataSource postgres) throws SQLException {
    try (Connection connection = postgres.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(CREATE_TABLE);
    }
  }

  /**
   * Returns one task per table.
   *
   * @param interval the time between two runs of a table. A table that has an interval of its own
   *     uses that interval instead
   */
  public static List<RecurringTask<?>> tasks(LakehouseSync sync, Duration interval) {
    return sync.tables().stream()
        .<RecurringTask<?>>map(table -> task(sync, table, interval))
        .toList();
  }

  private static RecurringTask<Void> task(LakehouseSync sync, SyncTable table, Duration interval) {
    return Tasks.recurring(
            "lakehouse-sync " + table.target(), FixedDelay.of(table.interval().orElse(interval)))
        .execute(
            (instance, context) -> {
              TableReport report = sync.trigger(table.target().toString()).join();
              report
                  .failure()
                  .ifPresent(
                      failure -> {
                        throw failure;
                      });
            });
  }
}
