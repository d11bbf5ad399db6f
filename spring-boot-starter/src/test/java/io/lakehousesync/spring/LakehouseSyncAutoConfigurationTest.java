package io.lakehousesync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.SyncListener;
import io.lakehousesync.TableReport;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.ConnectionPooling;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.exceptions.ConfigurationException;
import io.lakehousesync.micrometer.SyncMetrics;
import io.lakehousesync.micrometer.SyncObservations;
import io.lakehousesync.table.SyncTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** No test connects to a database: a source that the context declares replaces PostgreSQL's. */
class LakehouseSyncAutoConfigurationTest {
  private static final SyncTable STORES = SyncTable.of("stores", "iceberg_stores");

  private final FakeLake lake = FakeLake.open();
  private final ApplicationContextRunner bare =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  LakehouseSyncAutoConfiguration.class,
                  LakehouseSyncHealthAutoConfiguration.class,
                  LakehouseSyncMetricsAutoConfiguration.class))
          .withBean("fakeLake", FakeLake.class, () -> lake);
  private final ApplicationContextRunner runner =
      bare.withBean("postgres", DataSource.class, PGSimpleDataSource::new)
          .withPropertyValues(
              "lakehouse.auto-start=false", "lakehouse.table.orders.target=lake_orders");

  @Test
  void theSyncHasTheTablesOfPropertiesAndBeans() {
    runner
        .withBean(SyncTable.class, () -> STORES)
        .run(
            context -> {
              assertThat(context.getBean(LakehouseSync.class).tables())
                  .containsExactly(SyncTable.of("orders", "lake_orders"), STORES);
              assertThat(context.getBean(ConfiguredSync.class).postgres())
                  .isSameAs(context.getBean("postgres"));
            });
  }

  @Test
  void beansReplaceTheSourceTheLocatorAndTheRefresher() {
    runner.run(
        context -> {
          context.getBean(LakehouseSync.class).runOnce().orThrow();

          assertThat(lake.copied).hasSize(1);
          assertThat(lake.refreshed).hasSize(1);
        });
  }

  @Test
  void listenersAreCalledAndCustomizersComeLast() {
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    runner
        .withBean(SyncListener.class, () -> ended(events))
        .withBean(
            LakehouseSyncCustomizer.class,
            () ->
                builder ->
                    builder.executor(
                        task -> {
                          events.add("executed");
                          task.run();
                        }))
        .run(
            context -> {
              context.getBean(LakehouseSync.class).runOnce().orThrow();

              assertThat(events).startsWith("executed").endsWith("ended");
            });
  }

  private static SyncListener ended(List<String> events) {
    return new SyncListener() {
      @Override
      public void ended(TableReport report) {
        events.add("ended");
      }
    };
  }

  @Test
  void anApplicationThatBuildsItsOwnSyncKeepsIt() {
    LakehouseSync own =
        LakehouseSync.builder().source(lake).locator(lake).refresher(lake).table(STORES).build();
    bare.withBean(LakehouseSync.class, () -> own)
        .run(
            context -> {
              assertThat(context).getBean(LakehouseSync.class).isSameAs(own);
              assertThat(context).doesNotHaveBean(SyncConfiguration.class);
              assertThat(context).hasSingleBean(HealthIndicator.class);
            });
  }

  @Test
  void theStarterCanBeTurnedOff() {
    bare.withPropertyValues("lakehouse.enabled=false")
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(LakehouseSync.class)
                    .doesNotHaveBean(HealthIndicator.class));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theScheduleStartsWithTheContextUnlessThisIsTurnedOff(boolean autoStart) {
    runner
        .withPropertyValues("lakehouse.auto-start=" + autoStart, "lakehouse.sync.interval=7s")
        .run(
            context -> {
              assertThat(context.getBean(SyncLifecycle.class).isRunning()).isEqualTo(autoStart);
              assertThat(context.getBean(SyncConfiguration.class).interval())
                  .isEqualTo(Duration.ofSeconds(7));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"second", "lakeDataSource"})
  void aDataSourceIsNamedByItsBeanOrItsQualifier(String name) {
    runner
        .withBean(
            "second",
            DataSource.class,
            PGSimpleDataSource::new,
            bean ->
                ((AbstractBeanDefinition) bean)
                    .addQualifier(
                        new AutowireCandidateQualifier(Qualifier.class, "lakeDataSource")))
        .withPropertyValues("lakehouse.data-source=" + name)
        .run(
            context ->
                assertThat(context.getBean(ConfiguredSync.class).postgres())
                    .isSameAs(context.getBean("second")));
  }

  @Test
  void connectionsOfThePropertiesArePooledIfHikariIsPresent() {
    ApplicationContextRunner described =
        runner.withPropertyValues("lakehouse.postgres.url=jdbc:postgresql://localhost:1/shop");

    described.run(
        context -> {
          HikariDataSource pool =
              (HikariDataSource) context.getBean(ConfiguredSync.class).postgres();
          assertThat(pool.getMaximumPoolSize()).isEqualTo(9);
          context.close();
          assertThat(pool.isClosed()).isTrue();
        });
    described
        .withClassLoader(new FilteredClassLoader("com.zaxxer.hikari"))
        .run(
            context -> {
              assertThat(context).doesNotHaveBean(ConnectionPooling.class);
              assertThat(context.getBean(ConfiguredSync.class).postgres())
                  .isInstanceOf(PGSimpleDataSource.class);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "lakehouse.table.orders.trackin=xid; table.orders.trackin: there is no such key. Did you mean"
            + " table.orders.tracking?",
        "lakehouse.refresher=snowflak; refresher=snowflak: there is no such refresher. Did you mean"
            + " snowflake?",
        "lakehouse.data-source=lake; lakehouse.data-source=lake: there is no DataSource bean with this"
            + " name or qualifier. Available: postgres.",
        "lakehouse.postgres.user=sync; postgres.url is missing: set it to a URL such as"
            + " jdbc:postgresql://host:5432/database."
      })
  void aMistakeStopsTheStart(String property, String problem) {
    runner
        .withPropertyValues(property)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(problem));
  }

  @Test
  void oneOfSeveralDataSourcesMustBeNamed() {
    runner
        .withBean("second", DataSource.class, PGSimpleDataSource::new)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessage(
                        "There are several DataSource beans, and none of them is primary: set"
                            + " lakehouse.data-source to one of postgres, second."));
  }

  @Test
  void aDataSourceAndAnAddressContradictEachOther() {
    runner
        .withPropertyValues(
            "lakehouse.data-source=postgres", "lakehouse.postgres.url=jdbc:postgresql:shop")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessage(
                        "lakehouse.data-source has no effect with keys that begin with"
                            + " lakehouse.postgres: remove one of them."));
  }

  @Test
  void theFailedStartShowsAllProblemsWithoutAStackTrace() {
    bare.run(
        context -> {
          Throwable failure = Objects.requireNonNull(context.getStartupFailure());
          assertThat(new ConfigurationFailureAnalyzer().analyze(failure))
              .satisfies(
                  analysis -> {
                    assertThat(analysis.getDescription())
                        .isEqualTo(
                            """
                            The sync of Lakehouse Sync cannot be built:

                                - postgres.url is missing: set it to a URL such as jdbc:postgresql://host:5432/database.
                                - There is no table: set table.<name>.target for each table to keep in sync, or tables.include.""");
                    assertThat(analysis.getAction())
                        .isEqualTo(
                            "Set or correct these properties. In Spring Boot, each of these keys has"
                                + " the prefix lakehouse. A bean can also replace some of them: a"
                                + " DataSource for PostgreSQL, a SyncTable for a table.");
                  });
        });
  }

  @Test
  void healthAndMetersNeedTheirLibraries() {
    runner
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withBean(ObservationRegistry.class, ObservationRegistry::create)
        .run(
            context -> {
              assertThat(context).hasSingleBean(HealthIndicator.class);
              assertThat(context).hasSingleBean(SyncMetrics.class);
              assertThat(context).hasSingleBean(SyncObservations.class);
              context.getBean(LakehouseSync.class).runOnce().orThrow();
              MeterRegistry registry = context.getBean(MeterRegistry.class);
              assertThat(registry.get("lakehouse.sync.rows").counter().count()).isOne();
              assertThat(registry.get("lakehouse.sync.health").gauge().value()).isZero();
            });
    runner
        .withClassLoader(
            new FilteredClassLoader(
                "org.springframework.boot.health", "io.micrometer", "com.zaxxer.hikari"))
        .run(
            context -> {
              assertThat(context).hasNotFailed().hasSingleBean(LakehouseSync.class);
              assertThat(context).doesNotHaveBean("lakehouseHealthIndicator");
              assertThat(context).doesNotHaveBean("lakehouseSyncMetrics");
            });
  }

  @Test
  void theHealthIndicatorCanBeTurnedOff() {
    runner
        .withPropertyValues("management.health.lakehouse.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
  }

  @Test
  void theModulesForSnowflakeAndS3AreOptional() {
    ApplicationContextRunner without = runner.withClassLoader(new WithoutModules());

    without.run(context -> assertThat(context).hasSingleBean(LakehouseSync.class));
    without
        .withPropertyValues("lakehouse.refresher=snowflake")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessage(
                        "refresher=snowflake needs io.lakehousesync:lakehouse-sync-snowflake, which is"
                            + " not on the class path: add it as a dependency."));
  }
}
