package io.lakehousesync.examples.trials.adversary;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Lets sessions work, or stops them between two pieces of work. Thread-safe. */
final class Gate {
  /** Ends the work, or the pause, when it is closed by the thread that began it. */
  interface Pass extends AutoCloseable {
    @Override
    void close();
  }

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  /** Waits until the gate is open. It stays open until the pass is closed. */
  Pass enter() {
    lock.readLock().lock();
    return lock.readLock()::unlock;
  }

  /** Waits until all others have left. No session enters until the pass is closed. */
  Pass closed() {
    lock.writeLock().lock();
    return lock.writeLock()::unlock;
  }
}
