package io.lakehousesync.examples.services;

import java.lang.reflect.Field;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Reads options of services from the environment if the command line does not give them. For
 * example, reads {@code --pg-url} from {@code LAKEHOUSE_PG_URL}. Ignores empty variables.
 */
public final class EnvironmentDefaults implements IDefaultValueProvider {
  private static final Set<Class<?>> OF_SERVICES =
      Set.of(ServiceOptions.class, PostgresOptions.class);

  private final Map<String, String> environment;

  /** Creates the defaults for an environment, such as {@link System#getenv()}. */
  public EnvironmentDefaults(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)
        || !(argument.userObject() instanceof Field field)
        || !OF_SERVICES.contains(field.getDeclaringClass())) {
      return null;
    }
    String value = environment.get(variable(option.longestName()));
    return value == null || value.isBlank() ? null : value;
  }

  /** Returns the variables that would set these options, without options that have no value. */
  static Map<String, String> of(ServiceOptions options) {
    Map<String, String> variables = new TreeMap<>();
    CommandSpec.forAnnotatedObject(options).options().stream()
        .filter(option -> option.getValue() != null)
        .forEach(
            option -> variables.put(variable(option.longestName()), option.getValue().toString()));
    return variables;
  }

  private static String variable(String option) {
    return "LAKEHOUSE_" + option.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
