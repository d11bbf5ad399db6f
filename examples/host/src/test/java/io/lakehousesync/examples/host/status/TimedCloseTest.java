package io.lakehousesync.examples.host.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimedCloseTest {
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  @Test
  void waitsForAPoolThatCloses() throws Exception {
    TimedClose.close(() -> closed.set(true), Duration.ofMinutes(5));

    assertThat(closed).isTrue();
  }

  @Test
  void doesNotWaitForAPoolThatDoesNotClose() throws Exception {
    CountDownLatch never = new CountDownLatch(1);

    TimedClose.close(
        () -> {
          closing.countDown();
          never.await();
        },
        Duration.ofMillis(50));

    closing.await();
    assertThat(never.getCount()).isOne();
  }
}
