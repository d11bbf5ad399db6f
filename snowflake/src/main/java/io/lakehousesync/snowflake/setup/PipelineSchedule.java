package io.lakehousesync.snowflake.setup;

import io.lakehousesync.snowflake.internal.sql.SnowflakeName;
import java.time.Duration;

/** When Snowflake checks for new metadata files by itself. */
public sealed interface PipelineSchedule {
  /**
   * Returns a schedule with two tasks on a warehouse. The first task lists the files at fixed
   * times. If there are new files, the stream starts the second task, which refreshes the table. A
   * refresh that failed is repeated after the same time.
   *
   * @param warehouse the warehouse. Each run of a task resumes the warehouse
   * @param every the time between two runs, in whole minutes
   */
  static PipelineSchedule onWarehouse(String warehouse, Duration every) {
    return new OnWarehouse(SnowflakeName.parse(warehouse), every);
  }

  /**
   * Returns a schedule with a serverless task, which runs when the stage's directory has new files.
   * S3 event notifications refresh the directory. You must set up event notifications for the
   * bucket. Without them, the task never runs.
   *
   * @param completeWithin TARGET_COMPLETION_INTERVAL, in whole minutes
   */
  static PipelineSchedule onNewFiles(Duration completeWithin) {
    return new OnNewFiles(completeWithin);
  }

  /** See {@link #onWarehouse}. */
  final class OnWarehouse implements PipelineSchedule {
    private final String warehouse;
    private final Duration every;

    private OnWarehouse(SnowflakeName warehouse, Duration every) {
      this.warehouse = warehouse.toString();
      this.every = checked(every);
    }

    /** Returns the name of the warehouse, in Snowflake's notation. */
    public String warehouse() {
      return warehouse;
    }

    /** Returns the time between two runs of the task that lists the files. */
    public Duration every() {
      return every;
    }

    /** Returns the value of SCHEDULE, in Snowflake's notation. */
    @Override
    public String toString() {
      return minutes(every);
    }
  }

  /** See {@link #onNewFiles}. */
  final class OnNewFiles implements PipelineSchedule {
    private final Duration completeWithin;

    private OnNewFiles(Duration completeWithin) {
      this.completeWithin = checked(completeWithin);
    }

    /** Returns the value of TARGET_COMPLETION_INTERVAL, in Snowflake's notation. */
    @Override
    public String toString() {
      return minutes(completeWithin);
    }
  }

  private static Duration checked(Duration duration) {
    if (duration.toMinutes() < 1 || !duration.equals(Duration.ofMinutes(duration.toMinutes()))) {
      throw new IllegalArgumentException("not whole minutes: " + duration);
    }
    return duration;
  }

  private static String minutes(Duration duration) {
    return duration.toMinutes() == 1 ? "1 MINUTE" : duration.toMinutes() + " MINUTES";
  }
}
