package io.lakehousesync.examples.cli;

import java.util.List;

/**
 * Adds commands to {@code examples/run} from another module. Found with {@link
 * java.util.ServiceLoader}.
 */
public interface CommandProvider {
  /** Returns picocli's command classes, in the order in which the help lists them. */
  List<Class<?>> commands();
}
