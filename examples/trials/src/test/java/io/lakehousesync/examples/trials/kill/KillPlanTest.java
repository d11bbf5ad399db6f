package io.lakehousesync.examples.trials.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KillPlanTest {
  private static final List<String> TABLES = List.of("xid", "queue", "two-transactions");

  @Test
  void beginsBetweenTheCommitsOfTheWrongKinds() {
    assertThat(points(7, 1))
        .containsExactly(new KillPoint(Step.COMMITTED, "two-transactions", 1, 1, Duration.ZERO));
  }

  @Test
  void eachRoundHitsEachStepOfEachTableWhileItIsPausedAndAMomentLater() {
    int round = KillPlan.roundOf(TABLES.size());
    List<KillPoint> points = points(7, 1 + 2 * round);

    for (int from : List.of(1, 1 + round)) {
      List<KillPoint> hit = points.subList(from, from + round);
      for (String table : TABLES) {
        for (Step step : Step.values()) {
          if (!step.ofAllTables()) {
            assertThat(hit)
                .filteredOn(point -> point.table().equals(table) && point.step() == step)
                .extracting(point -> point.delay().isZero())
                .as(table + " " + step)
                .containsExactlyInAnyOrder(true, false);
          }
        }
      }
      assertThat(hit).filteredOn(point -> point.step() == Step.LOCATED).hasSize(6);
      assertThat(hit).filteredOn(point -> point.step() == Step.RUN_ENDED).hasSize(6);
    }
  }

  @Test
  void theSameSeedGivesTheSamePlan() {
    assertThat(points(7, 50)).isEqualTo(points(7, 50)).isNotEqualTo(points(8, 50));
  }

  @Test
  void aKillThatMissesItsStepComesAtTheNext() {
    KillPoint third = new KillPoint(Step.STATEMENT, "xid", 1, 3, Duration.ZERO);

    assertThat(third.isReachedBy(new Announcement(Step.STATEMENT, "xid"), 1, 2)).isFalse();
    assertThat(third.isReachedBy(new Announcement(Step.STATEMENT, "xid"), 1, 3)).isTrue();
    assertThat(third.isReachedBy(new Announcement(Step.STATEMENT, "queue"), 1, 3)).isFalse();
    assertThat(third.isReachedBy(new Announcement(Step.COPY_BEGUN, "xid"), 1, 1)).isFalse();
    assertThat(third.isReachedBy(new Announcement(Step.BEFORE_COMMIT, "xid"), 1, 1)).isTrue();
  }

  @Test
  void aKillOfTheSecondRunSparesTheFirst() {
    KillPoint second = new KillPoint(Step.COMMITTED, "xid", 2, 1, Duration.ZERO);

    assertThat(second.isReachedBy(new Announcement(Step.REFRESHED, "xid"), 1, 1)).isFalse();
    assertThat(second.isReachedBy(new Announcement(Step.COMMITTED, "xid"), 2, 1)).isTrue();
  }

  @Test
  void theWaitForATableThatNeverReachesTheStepIsLimited() {
    KillPoint first = new KillPoint(Step.COMMITTED, "xid", 1, 1, Duration.ZERO);
    Announcement ended = new Announcement(Step.RUN_ENDED, Announcement.ALL_TABLES);

    assertThat(first.isReachedBy(ended, 3, 0)).isFalse();
    assertThat(first.isReachedBy(ended, 4, 0)).isTrue();
  }

  private static List<KillPoint> points(long seed, int count) {
    KillPlan plan = new KillPlan(TABLES, List.of("two-transactions"), new Random(seed));
    return Stream.generate(plan::next).limit(count).toList();
  }
}
