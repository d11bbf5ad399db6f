package io.lakehousesync.examples.cli;

import java.util.List;

/**
 * Adds commands to {@code examples/run} from another module. {@link java.util.ServiceLoader} finds
 * the implementations.
 */
public interface CommandProvider {
  /** Returns picocli's command classes, in the order in which the help lists them. */
  List<Class<?>> commands();
}
