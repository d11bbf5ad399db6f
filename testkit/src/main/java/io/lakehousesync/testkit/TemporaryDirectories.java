package io.lakehousesync.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Creates and deletes the directories of services. */
final class TemporaryDirectories {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long ROOM_BYTES = 2L << 30;
  private static final int ATTEMPTS_AT_EXIT = 100;
  private static final long PAUSE_AT_EXIT_MILLIS = 20;

  /** The directories of services that are starting. They are deleted if the JVM ends now. */
  private static final Set<Path> STARTING = ConcurrentHashMap.newKeySet();

  private static final AtomicBoolean CLEANS_UP = new AtomicBoolean();

  private TemporaryDirectories() {}

  /**
   * Creates a directory. If there is enough memory, the directory is in memory, because PostgreSQL
   * starts several times faster there. The directory is deleted if the JVM ends before {@link
   * #started}.
   *
   * @throws IllegalStateException if the JVM is already ending; then no directory is left
   */
  static Path createTemporary() {
    cleanUpAtExit();
    String prefix = "lakehouse-" + ProcessHandle.current().pid() + "-";
    try {
      Path directory =
          hasRoom(MEMORY)
              ? Files.createTempDirectory(MEMORY, prefix)
              : Files.createTempDirectory(prefix);
      STARTING.add(directory);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void cleanUpAtExit() {
    if (CLEANS_UP.compareAndSet(false, true)) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> STARTING.forEach(TemporaryDirectories::deleteAtExit), "clean-up"));
    }
  }

  /**
   * Declares that the service of a directory has started. From now on, the service must delete the
   * directory.
   */
  static void started(Path directory) {
    STARTING.remove(directory);
  }

  static void delete(Path directory) {
    started(directory);
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The directory " + directory + " could not be deleted", e);
    }
  }

  /**
   * Deletes a directory repeatedly, until it stays deleted. The thread that starts the services may
   * still write to the directory while the JVM ends.
   */
  private static void deleteAtExit(Path directory) {
    for (int attempt = 0; attempt < ATTEMPTS_AT_EXIT && Files.exists(directory); attempt++) {
      try {
        delete(directory);
        TimeUnit.MILLISECONDS.sleep(PAUSE_AT_EXIT_MILLIS);
      } catch (UncheckedIOException e) {
        // A file was created in between. The next attempt deletes it too.
        STARTING.add(directory);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static boolean hasRoom(Path directory) throws IOException {
    return Files.isDirectory(directory)
        && Files.isWritable(directory)
        && Files.getFileStore(directory).getUsableSpace() >= ROOM_BYTES;
  }
}
