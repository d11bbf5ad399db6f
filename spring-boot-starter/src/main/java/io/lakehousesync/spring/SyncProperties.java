package io.lakehousesync.spring;

import io.lakehousesync.config.Key;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Reads the properties {@code lakehouse.*} of an application as the keys and values of a sync by
 * properties. Spring's forms of a name and of a value are accepted:
 *
 * <ul>
 *   <li>{@code LAKEHOUSE_SYNC_BATCHROWS} and {@code lakehouse.sync.batchRows} are the key {@code
 *       sync.batch-rows}.
 *   <li>A list is joined by commas.
 *   <li>{@code false}, which YAML reads for {@code off}, is {@code off} for keys that have this
 *       choice.
 * </ul>
 *
 * <p>Environment variables and system properties that begin with this prefix and name no key are
 * ignored, because they can belong to other programs and libraries. Other properties that name no
 * key stay in the result.
 */
final class SyncProperties {
  private static final Pattern ELEMENT_OF_LIST = Pattern.compile("(.+)\\.(\\d{1,9})");

  /** The sources that hold values of other programs too. */
  private static final Set<String> SHARED =
      Set.of(
          StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
          StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);

  private final Map<String, Key<?>> byUniformName;

  /**
   * Creates a reader.
   *
   * @param keys the keys of the configuration
   */
  SyncProperties(List<Key<?>> keys) {
    byUniformName =
        Stream.concat(keys.stream(), StarterKeys.ALL.stream())
            .collect(Collectors.toMap(key -> uniform(key.name()), key -> key));
  }

  /** Returns the values by the names of their keys, without the prefix. */
  Map<String, String> read(ConfigurableEnvironment environment) {
    Map<String, String> all = bind(environment, true);
    Map<String, String> ofTheApplication = bind(environment, false);
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, TreeMap<Integer, String>> lists = new LinkedHashMap<>();
    all.forEach(
        (name, value) -> {
          Optional<Name> known = known(name);
          Matcher element = ELEMENT_OF_LIST.matcher(name);
          Optional<Name> list =
              known.isEmpty() && element.matches() ? known(element.group(1)) : Optional.empty();
          if (known.isPresent()) {
            values.put(known.get().name(), known.get().value(value));
          } else if (list.isPresent()) {
            lists
                .computeIfAbsent(list.get().name(), unused -> new TreeMap<>())
                .put(Integer.valueOf(element.group(2)), value);
          } else if (ofTheApplication.containsKey(name)) {
            values.put(name, value);
          }
        });
    lists.forEach((name, list) -> values.putIfAbsent(name, String.join(",", list.values())));
    StarterKeys.ALL.forEach(key -> values.remove(key.name()));
    return values;
  }

  private static Map<String, String> bind(ConfigurableEnvironment environment, boolean shared) {
    List<ConfigurationPropertySource> sources =
        StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
            .filter(source -> shared || !isShared(source))
            .toList();
    return new Binder(sources, new PropertySourcesPlaceholdersResolver(environment))
        .bind("lakehouse", Bindable.mapOf(String.class, String.class))
        .orElseGet(Map::of);
  }

  private static boolean isShared(ConfigurationPropertySource source) {
    return source.getUnderlyingSource() instanceof PropertySource<?> properties
        && SHARED.contains(properties.getName());
  }

  /** The first words of keys that contain the name of a table or of a group. */
  private static final Set<String> NAMED = Set.of("table", "group");

  /** A property's name as core declares it, with its key. */
  private record Name(String name, Key<?> key) {
    String value(String value) {
      return value.equals("false") && key.choices().contains("off") ? "off" : value;
    }
  }

  private Optional<Name> known(String name) {
    Key<?> general = byUniformName.get(uniform(name));
    if (general != null) {
      return Optional.of(new Name(general.name(), general));
    }
    int first = name.indexOf('.');
    int last = name.lastIndexOf('.');
    if (first == last || !NAMED.contains(name.substring(0, first).toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    Key<?> ofTable =
        byUniformName.get(
            uniform(name.substring(0, first) + "." + Key.TABLE + name.substring(last)));
    return Optional.ofNullable(ofTable)
        .map(key -> new Name(key.name().replace(Key.TABLE, name.substring(first + 1, last)), key));
  }

  private static String uniform(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }
}
