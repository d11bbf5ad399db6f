package io.lakehousesync;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that keep no host from ending. */
final class DaemonThreads implements ThreadFactory {
  private final AtomicInteger count = new AtomicInteger();

  @Override
  public Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "lakehouse-sync-" + count.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
