package io.lakehousesync.snowflake;

import java.time.Duration;

/** When Snowflake looks for new metadata files by itself. */
public sealed interface PipelineSchedule {
  /**
   * A task on a warehouse lists the files at each tick; another one refreshes if there are new
   * ones.
   *
   * @param warehouse the warehouse, which each tick wakes up
   * @param every the time between two ticks, in whole minutes
   */
  static PipelineSchedule onWarehouse(String warehouse, Duration every) {
    return new OnWarehouse(SnowflakeName.parse(warehouse), every);
  }

  /**
   * A serverless task runs when the stage's directory has new files. The directory refreshes itself
   * by S3's event notifications, which must be set up for the bucket; without them nothing runs.
   *
   * @param completeWithin TARGET_COMPLETION_INTERVAL, in whole minutes
   */
  static PipelineSchedule onNewFiles(Duration completeWithin) {
    return new OnNewFiles(completeWithin);
  }

  /** See {@link #onWarehouse}. */
  final class OnWarehouse implements PipelineSchedule {
    final SnowflakeName warehouse;
    final Duration every;

    private OnWarehouse(SnowflakeName warehouse, Duration every) {
      this.warehouse = warehouse;
      this.every = checked(every);
    }

    /** SCHEDULE, as Snowflake writes it. */
    @Override
    public String toString() {
      return minutes(every);
    }
  }

  /** See {@link #onNewFiles}. */
  final class OnNewFiles implements PipelineSchedule {
    final Duration completeWithin;

    private OnNewFiles(Duration completeWithin) {
      this.completeWithin = checked(completeWithin);
    }

    /** TARGET_COMPLETION_INTERVAL, as Snowflake writes it. */
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
