package io.lakehousesync.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories that live as long as a service. */
final class Directories {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long ROOM_BYTES = 2L << 30;

  private Directories() {}

  /** In memory if there is room: PostgreSQL starts several times faster there. */
  static Path createTemporary() {
    try {
      return hasRoom(MEMORY)
          ? Files.createTempDirectory(MEMORY, "lakehouse-")
          : Files.createTempDirectory("lakehouse-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not remove " + directory, e);
    }
  }

  private static boolean hasRoom(Path directory) throws IOException {
    return Files.isDirectory(directory)
        && Files.isWritable(directory)
        && Files.getFileStore(directory).getUsableSpace() >= ROOM_BYTES;
  }
}
