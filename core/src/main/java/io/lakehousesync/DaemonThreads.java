package io.lakehousesync;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates daemon threads, which do not stop the JVM from exiting. */
final class DaemonThreads implements ThreadFactory {
  private final AtomicInteger count = new AtomicInteger();

  @Override
  public Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "lakehouse-sync-" + count.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
