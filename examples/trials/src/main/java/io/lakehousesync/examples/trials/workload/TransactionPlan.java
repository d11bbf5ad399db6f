package io.lakehousesync.examples.trials.workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The steps of one transaction of a writer, for the tables of all kinds that permit these steps.
 * The plan depends only on the random generator, so that runs with the same seed have the same
 * plans.
 *
 * @param think how long the transaction stays open after its last step
 */
record TransactionPlan(List<Step> steps, Duration think, End end) {
  private static final int LONGEST_MILLIS = 500;
  private static final int SHORTEST_MILLIS = 10;

  enum End {
    COMMIT,
    ROLLBACK
  }

  /** One or several statements. */
  sealed interface Step {
    /** Inserts rows, with ids from the sequence. */
    record Insert(int rows) implements Step {}

    /** Inserts rows, with ids from a block that was drawn from the sequence long before. */
    record InsertFromMemory(int rows) implements Step {}

    /**
     * Updates a recent row.
     *
     * @param age 0 for the newest row
     */
    record Update(Owner owner, int age) implements Step {}

    /** Deletes a recent row. */
    record Delete(int age) implements Step {}

    /** Steps within a savepoint, which is released or rolled back. */
    record Savepoint(List<Step> steps, End end) implements Step {}

    /** Waits with the transaction open. */
    record Think(Duration time) implements Step {}
  }

  /** Whose row is updated. */
  enum Owner {
    THIS_WRITER,
    ANY_WRITER
  }

  static TransactionPlan next(Random random) {
    List<Step> steps = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    boolean isLong = chance(random, 30);
    for (int i = 0; i < count; i++) {
      steps.add(chance(random, 20) ? savepoint(random) : change(random));
      if (isLong && chance(random, 30)) {
        steps.add(new Step.Think(time(random)));
      }
    }
    Duration think = isLong ? time(random) : Duration.ZERO;
    return new TransactionPlan(steps, think, chance(random, 12) ? End.ROLLBACK : End.COMMIT);
  }

  private static Step savepoint(Random random) {
    List<Step> steps = List.of(change(random), change(random));
    return new Step.Savepoint(steps, chance(random, 50) ? End.ROLLBACK : End.COMMIT);
  }

  private static Step change(Random random) {
    int die = random.nextInt(100);
    if (die < 35) {
      return new Step.Insert(1 + random.nextInt(5));
    } else if (die < 60) {
      return new Step.InsertFromMemory(1 + random.nextInt(3));
    } else if (die < 85) {
      return new Step.Update(Owner.THIS_WRITER, random.nextInt(8));
    } else if (die < 93) {
      return new Step.Update(Owner.ANY_WRITER, random.nextInt(4));
    }
    return new Step.Delete(random.nextInt(16));
  }

  private static Duration time(Random random) {
    return Duration.ofMillis(
        SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS + 1));
  }

  private static boolean chance(Random random, int percent) {
    return random.nextInt(100) < percent;
  }
}
