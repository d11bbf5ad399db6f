package io.lakehousesync.examples.cli;

import io.lakehousesync.examples.cli.UserException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a command writes at its end. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Checks that the file can be written. Commands call this before the work, so that no result is
   * lost.
   *
   * @param option the option that names the file
   * @throws UserException if the file cannot be written
   */
  public static void check(String option, Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || directory == null || !Files.isWritable(directory)) {
      throw new UserException(
          Kind.USAGE,
          "%s %s cannot be written: name a file in a directory that exists and is writable."
              .formatted(option, file),
          null);
    }
  }
}
