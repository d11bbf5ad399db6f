package io.lakehousesync.examples.trials.workload;

import io.lakehousesync.examples.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts hosts. Each host is a separate process of this program with another command. */
public final class HostJvm {
  private HostJvm() {}

  /**
   * Returns a process that is ready to be started. The process also writes its errors to standard
   * output.
   *
   * @param environment the addresses of the process's services. The process does not inherit other
   *     variables that name a service
   * @param options the options of the JVM
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
