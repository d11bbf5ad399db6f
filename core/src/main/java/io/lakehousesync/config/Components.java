package io.lakehousesync.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * All locator providers on the class path, or all refresher providers.
 *
 * @param key the key that selects a provider, {@code locator} or {@code refresher}
 */
record Components<P extends ComponentProvider<?>>(Key<String> key, Map<String, P> byName) {

  static <P extends ComponentProvider<?>> Components<P> load(Key<String> key, Class<P> type) {
    Map<String, P> byName = new TreeMap<>();
    for (P provider : ServiceLoader.load(type)) {
      P other = byName.put(provider.name(), provider);
      if (other != null && other.getClass() != provider.getClass()) {
        throw new IllegalStateException(
            "%s=%s is provided by both %s and %s: remove one of them from the class path"
                .formatted(
                    key,
                    provider.name(),
                    other.getClass().getName(),
                    provider.getClass().getName()));
      }
    }
    return new Components<>(key, byName);
  }

  /** Returns the selected component. If it does not exist, adds a problem. */
  Optional<P> choose(Settings settings, List<String> problems) {
    String name = settings.get(key);
    P chosen = byName.get(name);
    if (chosen == null) {
      problems.add(unknown(name, settings.shown(key)));
    }
    return Optional.ofNullable(chosen);
  }

  private String unknown(String name, String shown) {
    Optional<String> artifact = Artifacts.ofComponent(name);
    if (artifact.isPresent()) {
      return "%s=%s needs %s, which is not on the class path: add it as a dependency."
          .formatted(key, shown, artifact.get());
    }
    return "%s=%s: there is no such %s.%s Available: '%s'."
        .formatted(
            key,
            shown,
            key,
            Suggestion.of(name, byName.keySet()).map(" Did you mean %s?"::formatted).orElse(""),
            String.join("', '", byName.keySet()));
  }

  /** Returns the components that read a key, each as a setting such as {@code refresher=none}. */
  List<String> readersOf(Key<?> read) {
    List<String> names = new ArrayList<>();
    byName.forEach(
        (name, provider) -> {
          if (provider.keys().stream().anyMatch(own -> own.name().equals(read.name()))) {
            names.add("%s=%s".formatted(key, name));
          }
        });
    return names;
  }

  List<Key<?>> keys() {
    List<Key<?>> keys = new ArrayList<>();
    byName.values().forEach(provider -> keys.addAll(provider.keys()));
    return keys;
  }
}
