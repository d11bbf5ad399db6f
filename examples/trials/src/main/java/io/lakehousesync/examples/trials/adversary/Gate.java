package io.lakehousesync.examples.trials.adversary;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Lets sessions work, or stops them between two pieces of work. Thread-safe. */
final class Gate {
  /**
   * The work of a session, or a pause. A pass ends when the thread that began the pass closes it.
   */
  interface Pass extends AutoCloseable {
    @Override
    void close();
  }

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

  /** Waits until the gate is open. The gate cannot close until the pass is closed. */
  Pass enter() {
    lock.readLock().lock();
    return lock.readLock()::unlock;
  }

  /**
   * Closes the gate, and waits until all sessions have finished their pieces of work. No session
   * enters until the pass is closed.
   */
  Pass closed() {
    lock.writeLock().lock();
    return lock.writeLock()::unlock;
  }
}
