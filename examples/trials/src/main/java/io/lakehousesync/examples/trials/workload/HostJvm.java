package io.lakehousesync.examples.trials.workload;

import io.lakehousesync.examples.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts hosts in their own processes: this program, with another command. */
public final class HostJvm {
  private HostJvm() {}

  /**
   * Returns a process that is ready to be started. It writes errors to its standard output.
   *
   * @param environment the addresses of its services; other variables that name a service are not
   *     inherited
   * @param options for the JVM
   * @param arguments the command and its arguments
   */
  public static ProcessBuilder of(
      Map<String, String> environment, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("LAKEHOUSE_"));
    builder.environment().putAll(environment);
    return builder;
  }
}
