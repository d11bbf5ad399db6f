package io.lakehousesync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lakehousesync.exceptions.LakehouseSyncException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** A call on a thread whose interrupt status is set. */
final class InterruptedCall {
  private InterruptedCall() {}

  /**
   * Asserts that the call returns, or throws a documented exception, and that the thread is still
   * interrupted then.
   */
  static void assertAnswer(ThrowingCallable call) {
    Throwable failure;
    boolean interrupted;
    Thread.currentThread().interrupt();
    try {
      failure = catchThrowable(call);
    } finally {
      // Cleared, so that the next test does not begin interrupted.
      interrupted = Thread.interrupted();
    }
    assertDocumented(failure);
    assertThat(interrupted).as("the interrupt status after the call").isTrue();
  }

  private static void assertDocumented(@Nullable Throwable failure) {
    if (failure != null) {
      assertThat(failure).isInstanceOf(LakehouseSyncException.class);
    }
  }
}
