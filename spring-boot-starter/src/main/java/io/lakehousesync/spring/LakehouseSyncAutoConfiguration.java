package io.lakehousesync.spring;

import com.zaxxer.hikari.HikariDataSource;
import io.lakehousesync.LakehouseSync;
import io.lakehousesync.LakehouseSyncBuilder;
import io.lakehousesync.SyncListener;
import io.lakehousesync.config.ConfiguredSync;
import io.lakehousesync.config.ConnectionPooling;
import io.lakehousesync.config.SyncConfiguration;
import io.lakehousesync.config.SyncConfigurationReader;
import io.lakehousesync.postgres.PgLakeSetup;
import io.lakehousesync.postgres.report.MaintenanceReport;
import io.lakehousesync.spi.CatalogRefresher;
import io.lakehousesync.spi.MetadataLocator;
import io.lakehousesync.spi.SyncSource;
import io.lakehousesync.table.SyncTable;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Configures a {@link LakehouseSync} from the properties {@code lakehouse.*}, which are the keys of
 * {@link SyncConfiguration} with this prefix. Backs off if the application declares its own {@link
 * LakehouseSync}, or sets {@code lakehouse.enabled=false}.
 *
 * <p>Uses these beans of the application:
 *
 * <ul>
 *   <li>a {@link javax.sql.DataSource} for PostgreSQL, unless the properties describe connections
 *   <li>each {@link SyncTable}, in addition to the tables of the properties
 *   <li>each {@link SyncListener}, and each {@code Consumer<MaintenanceReport>}
 *   <li>a {@link SyncSource}, {@link MetadataLocator} or {@link CatalogRefresher} in place of the
 *       configured one
 *   <li>a {@link ConnectionPooling}; the default is HikariCP if it is on the class path
 *   <li>each {@link LakehouseSyncCustomizer}
 * </ul>
 */
@AutoConfiguration(
    afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnBooleanProperty(name = "lakehouse.enabled", matchIfMissing = true)
public final class LakehouseSyncAutoConfiguration {
  LakehouseSyncAutoConfiguration() {}

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean(LakehouseSync.class)
  static class Sync {
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HikariDataSource.class)
    @ConditionalOnMissingBean(ConnectionPooling.class)
    static class Pooling {
      @Bean
      ConnectionPooling lakehouseConnectionPooling() {
        return new HikariPooling();
      }
    }

    /** Reads the system catalog if tables are found by patterns, so migrations run before. */
    @Bean
    @DependsOnDatabaseInitialization
    SyncConfiguration lakehouseSyncConfiguration(
        ConfigurableEnvironment environment,
        ConfigurableListableBeanFactory beans,
        ObjectProvider<SyncTable> tables,
        ObjectProvider<ConnectionPooling> pooling) {
      Map<String, String> values = new SyncProperties(SyncConfiguration.keys()).read(environment);
      SyncConfigurationReader reader = SyncConfiguration.reader().literalValues();
      PostgresDataSource.find(beans, environment, values).ifPresent(reader::postgres);
      tables.orderedStream().forEach(reader::table);
      pooling.ifAvailable(reader::pooling);
      return reader.of(values);
    }

    /** Declared apart from the sync, so that pools and clients are closed after it. */
    @Bean
    ConfiguredSync lakehouseSyncParts(SyncConfiguration configuration) {
      return configuration.build();
    }

    /** The lifecycle closes it. */
    @Bean(destroyMethod = "")
    @DependsOnDatabaseInitialization
    LakehouseSync lakehouseSync(
        ConfigurableEnvironment environment,
        SyncConfiguration configuration,
        ConfiguredSync parts,
        ObjectProvider<SyncSource> source,
        ObjectProvider<MetadataLocator> locator,
        ObjectProvider<CatalogRefresher> refresher,
        ObjectProvider<SyncListener> listeners,
        ObjectProvider<LakehouseSyncCustomizer> customizers) {
      if (StarterKeys.isSet(StarterKeys.SET_UP_ON_START, environment)) {
        PgLakeSetup setup = PgLakeSetup.of(parts.postgres());
        setup.apply(List.copyOf(configuration.tables().values()));
        setup.applyGroups(configuration.groups());
      }
      parts.setUp();
      LakehouseSyncBuilder builder = parts.builder();
      source.ifAvailable(builder::source);
      locator.ifAvailable(builder::locator);
      refresher.ifAvailable(builder::refresher);
      listeners.orderedStream().forEach(builder::listener);
      customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
      return builder.build();
    }

    @Bean
    SyncLifecycle lakehouseSyncLifecycle(
        ConfigurableEnvironment environment,
        SyncConfiguration configuration,
        ConfiguredSync parts,
        LakehouseSync sync,
        ObjectProvider<Consumer<MaintenanceReport>> maintenanceListeners) {
      return new SyncLifecycle(
          sync,
          parts,
          configuration.interval(),
          StarterKeys.isSet(StarterKeys.AUTO_START, environment),
          maintenanceListeners.orderedStream().toList());
    }
  }
}
