package io.lakehousesync.spring;

import io.lakehousesync.LakehouseSync;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.postgres.report.MaintenanceReport;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Starts the schedule of the sync, and its work in the background (maintenance, status table,
 * verification, search for new tables) in the last phase of the start of the application context.
 * By then all other parts of the application accept work.
 *
 * <p>Closes the sync when the context begins to close, before all other parts. Spring's executors
 * reject new tasks from this moment on. A run that is under way may still need a thread for its
 * refresh, so the sync must have ended before. {@link LakehouseSync#close()} waits up to the close
 * timeout, and then the context goes on. It is called once, because each call waits.
 */
final class SyncLifecycle
    implements SmartLifecycle,
        ApplicationListener<ContextClosedEvent>,
        ApplicationContextAware,
        DisposableBean,
        Ordered {
  private final LakehouseSync sync;
  private final ConfiguredSync parts;
  private final Duration interval;
  private final boolean autoStart;
  private final Consumer<MaintenanceReport> maintenanceListener;
  private @Nullable ApplicationContext context;
  private State state = State.NEW;

  private enum State {
    NEW,
    STARTED,
    CLOSED
  }

  SyncLifecycle(
      LakehouseSync sync,
      ConfiguredSync parts,
      Duration interval,
      boolean autoStart,
      List<Consumer<MaintenanceReport>> maintenanceListeners) {
    this.sync = sync;
    this.parts = parts;
    this.interval = interval;
    this.autoStart = autoStart;
    this.maintenanceListener =
        report -> maintenanceListeners.forEach(listener -> listener.accept(report));
  }

  @Override
  public void setApplicationContext(ApplicationContext context) {
    this.context = context;
  }

  /** Runs the listener before all others, also before those of Spring's executors. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public boolean isAutoStartup() {
    return autoStart;
  }

  /**
   * Returns false: a paused context, such as one that waits for the next test class, keeps its sync
   * running, because a closed sync cannot start again.
   */
  @Override
  public boolean isPauseable() {
    return false;
  }

  @Override
  public synchronized void start() {
    if (state == State.CLOSED) {
      throw new IllegalStateException(
          "The sync was closed when its application context stopped, and cannot start again. Create"
              + " a new application context.");
    }
    if (state == State.NEW) {
      sync.start(interval);
      parts.maintain(sync, maintenanceListener);
      parts.recordStatus(sync);
      // What is found is logged.
      parts.verify(sync, found -> {});
      // What cannot be set up is logged.
      parts.addNewTables(sync, (table, reason) -> {});
      state = State.STARTED;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return state == State.STARTED;
  }

  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    // Events of child contexts arrive here too.
    if (event.getApplicationContext() == context) {
      stop();
    }
  }

  @Override
  public void stop() {
    synchronized (this) {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
    }
    sync.close();
  }

  /** Closes the sync if the start of the context failed. No event says so. */
  @Override
  public void destroy() {
    stop();
  }
}
