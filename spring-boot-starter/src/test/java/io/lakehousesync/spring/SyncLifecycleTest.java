package io.lakehousesync.spring;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lakehousesync.LakehouseSync;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

@Timeout(60)
class SyncLifecycleTest {
  private final CountDownLatch gate = new CountDownLatch(1);
  private final FakeLake lake = FakeLake.held(gate);
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(LakehouseSyncAutoConfiguration.class))
          .withBean("fakeLake", FakeLake.class, () -> lake)
          .withBean("postgres", ClosingDataSource.class, ClosingDataSource::new)
          .withPropertyValues("lakehouse.table.orders.target=iceberg_orders");

  /** With a strict early shutdown, the executor rejects tasks from the event of the close on. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRunUnderWayRefreshesTheCatalogBeforeSpringStopsItsExecutor(boolean strict) {
    runner
        .withPropertyValues("strict=" + strict)
        .withUserConfiguration(OnSpringsExecutor.class)
        .run(
            context -> {
              lake.copying.await();
              CompletableFuture<Void> closed = closeInBackground(context);
              gate.countDown();
              closed.get(20, SECONDS);

              assertThat(lake.copied).hasSize(1);
              assertThat(lake.refreshed).isEqualTo(lake.copied);
            });
  }

  @Test
  void theDataSourceIsOpenUntilTheRunHasEnded() {
    runner.run(
        context -> {
          lake.copying.await();
          ClosingDataSource postgres = context.getBean(ClosingDataSource.class);
          CompletableFuture<Void> closed = closeInBackground(context);

          assertThat(postgres.closed).isFalse();
          gate.countDown();
          closed.get(20, SECONDS);
          assertThat(lake.refreshed).hasSize(1);
          assertThat(postgres.closed).isTrue();
        });
  }

  @Test
  void theContextClosesAfterTheTimeoutIfARunDoesNotEnd() {
    runner
        .withPropertyValues("lakehouse.sync.close-timeout=3s")
        .run(
            context -> {
              lake.copying.await();

              // It waits once, not again when the beans are destroyed.
              closeInBackground(context).get(5500, MILLISECONDS);

              assertThat(lake.copied).isEmpty();
              gate.countDown();
              // The copy ends as a whole. The next start continues after it.
              await().until(() -> lake.copied.size() == 1);
            });
  }

  @Test
  void aChildContextDoesNotCloseTheSync() {
    gate.countDown();
    runner.run(
        context -> {
          try (var child = new GenericApplicationContext(context)) {
            child.refresh();
          }

          assertThat(context.getBean(LakehouseSync.class).runOnce().tables()).hasSize(1);
        });
  }

  @Test
  void aStoppedSyncDoesNotStartAgain() {
    gate.countDown();
    runner.run(
        context -> {
          SyncLifecycle lifecycle = context.getBean(SyncLifecycle.class);
          context.getSourceApplicationContext().stop();

          assertThat(lifecycle.isRunning()).isFalse();
          assertThatThrownBy(lifecycle::start)
              .isInstanceOf(IllegalStateException.class)
              .hasMessage(
                  "The sync was closed when its application context stopped, and cannot start again."
                      + " Create a new application context.");
        });
  }

  @Test
  void aFailedStartOfTheContextClosesTheSync() {
    gate.countDown();
    AtomicReference<LakehouseSync> sync = new AtomicReference<>();
    runner
        .withBean(
            "failing",
            SmartInitializingSingleton.class,
            () ->
                () -> {
                  throw new IllegalStateException("another part of the application");
                })
        .withInitializer(
            context ->
                context.addBeanFactoryPostProcessor(
                    beans -> beans.addBeanPostProcessor(remember(sync))))
        .run(
            context -> {
              assertThat(context).hasFailed();
              assertThatThrownBy(() -> requireNonNull(sync.get()).runOnce())
                  .hasMessageContaining("is closed");
            });
  }

  private static BeanPostProcessor remember(AtomicReference<LakehouseSync> sync) {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof LakehouseSync found) {
          sync.set(found);
        }
        return bean;
      }
    };
  }

  /** Returns when the sync has begun to close. */
  private static CompletableFuture<Void> closeInBackground(AssertableApplicationContext context) {
    SyncLifecycle lifecycle = context.getBean(SyncLifecycle.class);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
    await().until(() -> !lifecycle.isRunning());
    return closed;
  }

  private static final class ClosingDataSource extends PGSimpleDataSource implements AutoCloseable {
    private volatile boolean closed;

    @Override
    public void close() {
      closed = true;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OnSpringsExecutor {
    /** With one thread: a refresh gets a thread only after the copy has ended. */
    @Bean
    ThreadPoolTaskExecutor syncExecutor(@Value("${strict}") boolean strict) {
      ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
      executor.setStrictEarlyShutdown(strict);
      executor.setCorePoolSize(1);
      return executor;
    }

    @Bean
    LakehouseSyncCustomizer runsOnTheExecutor(ThreadPoolTaskExecutor syncExecutor) {
      return builder -> builder.executor(syncExecutor);
    }
  }
}
