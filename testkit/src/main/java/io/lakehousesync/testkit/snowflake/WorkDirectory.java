package io.lakehousesync.testkit.snowflake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The directory for local copies of data files. */
final class WorkDirectory {
  private WorkDirectory() {}

  /** Creates a new directory in {@code parent}, or in the directory for temporary files. */
  static Path create(Optional<Path> parent) {
    try {
      return parent.isPresent()
          ? Files.createTempDirectory(Files.createDirectories(parent.get()), "snowflake-")
          : Files.createTempDirectory("snowflake-");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The directory for local copies of data files could not be created", e);
    }
  }

  static void delete(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The local copies of data files in " + directory + " could not be deleted", e);
    }
  }
}
