package io.lakehousesync.examples;

import java.lang.reflect.Field;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes the services' options from the environment where the command line does not give them:
 * {@code --pg-url} from {@code LAKEHOUSE_PG_URL}. An empty variable is as good as none.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
  private final Map<String, String> environment;

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)
        || !(argument.userObject() instanceof Field field)
        || field.getDeclaringClass() != ServiceOptions.class) {
      return null;
    }
    String value = environment.get(variable(option.longestName()));
    return value == null || value.isBlank() ? null : value;
  }

  /** The variables from which these options would be read, without those that have no value. */
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
