package io.lakehousesync.examples.workload;

import io.lakehousesync.examples.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Processes of their own for hosts: this program again, with another command. */
public final class HostJvm {
  private HostJvm() {}

  /**
   * A process that is ready to be started, with its errors in its output.
   *
   * @param environment where its services are; nothing else that names a service is handed down
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
