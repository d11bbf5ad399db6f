package io.lakehousesync.config;

import java.util.List;

/**
 * Creates a component that a configuration names. Implement {@link RefresherProvider} or {@link
 * LocatorProvider}. {@link java.util.ServiceLoader} loads implementations, which therefore need a
 * public constructor without parameters.
 *
 * @param <T> the component
 */
public interface ComponentProvider<T> {
  /** Returns the name that selects this component in a configuration. */
  String name();

  /** Returns the keys that this component reads. Other providers can read the same keys. */
  List<Key<?>> keys();

  /**
   * Returns problems that a check of each single key cannot find, one sentence each. For example,
   * two keys contradict each other. Called only if this component is selected and each of its keys
   * is valid.
   */
  default List<String> problems(Settings settings) {
    return List.of();
  }

  /** Creates the component. The component connects when it is first used. */
  T create(ComponentContext context);
}
