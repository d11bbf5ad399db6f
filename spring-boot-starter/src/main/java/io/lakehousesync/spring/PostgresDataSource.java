package io.lakehousesync.spring;

import io.lakehousesync.exceptions.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/** Chooses the application's {@code DataSource} for PostgreSQL. */
final class PostgresDataSource {
  private static final String KEY = StarterKeys.PREFIX + StarterKeys.DATA_SOURCE.name();

  private PostgresDataSource() {}

  /**
   * Returns the named {@code DataSource}, or the only or primary one.
   *
   * @param values the values of the configuration
   * @return empty if the configuration describes connections itself, or if there is no bean
   * @throws ConfigurationException if the bean is missing or ambiguous, or if the configuration
   *     also describes connections
   */
  static Optional<DataSource> find(
      ConfigurableListableBeanFactory beans, Environment environment, Map<String, String> values) {
    String name = environment.getProperty(KEY, "").strip();
    boolean described = values.keySet().stream().anyMatch(key -> key.startsWith("postgres."));
    if (described && !name.isEmpty()) {
      throw problem(
          "%s has no effect with keys that begin with lakehouse.postgres: remove one of them."
              .formatted(KEY));
    } else if (described) {
      return Optional.empty();
    }
    try {
      return name.isEmpty()
          ? Optional.ofNullable(beans.getBeanProvider(DataSource.class).getIfAvailable())
          : Optional.of(
              BeanFactoryAnnotationUtils.qualifiedBeanOfType(beans, DataSource.class, name));
    } catch (NoUniqueBeanDefinitionException e) {
      throw problem(
          name.isEmpty()
              ? "There are several DataSource beans, and none of them is primary: set %s to one of %s."
                  .formatted(KEY, String.join(", ", names(beans)))
              : "%s=%s matches several DataSource beans: set it to one of %s."
                  .formatted(KEY, name, String.join(", ", names(beans))));
    } catch (NoSuchBeanDefinitionException e) {
      throw problem(
          "%s=%s: there is no DataSource bean with this name or qualifier. Available: %s."
              .formatted(KEY, name, String.join(", ", names(beans))));
    }
  }

  private static List<String> names(ConfigurableListableBeanFactory beans) {
    return List.of(beans.getBeanNamesForType(DataSource.class));
  }

  private static ConfigurationException problem(String text) {
    return new ConfigurationException(List.of(text));
  }
}
