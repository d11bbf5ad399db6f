package io.lakehousesync.config;

import java.util.List;

/**
 * Makes a component that a configuration names. Found by {@link java.util.ServiceLoader}, hence
 * with a public constructor without parameters. Implement {@link RefresherProvider} or {@link
 * LocatorProvider}.
 *
 * @param <T> the component
 */
public interface ComponentProvider<T> {
  /** The word by which a configuration chooses this component. */
  String name();

  /** The keys that it reads. Another provider may read some of them, too. */
  List<Key<?>> keys();

  /**
   * What is wrong with the settings, beyond what each key says for itself; one sentence each. Asked
   * only if this component was chosen, and each of its keys is there and in its form.
   */
  default List<String> problems(Settings settings) {
    return List.of();
  }

  /** Makes the component. It connects when it is first used. */
  T create(ComponentContext context);
}
