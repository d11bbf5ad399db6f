package io.lakehousesync.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory that keeps the data of a lakehouse. A lock of the operating system, which ends with
 * this process, prevents that two lakehouses use it at the same time.
 */
final class KeptDirectory implements AutoCloseable {
  private static final String LOCK = "lakehouse.lock";

  private final Path path;
  private final FileChannel lock;

  private KeptDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Creates the directory if it is missing, and locks it.
   *
   * @throws IllegalStateException if a lakehouse uses the directory, or if it has files that are
   *     not from a lakehouse
   */
  static KeptDirectory open(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path);
      if (!Files.exists(path.resolve(LOCK)) && !isEmpty(path)) {
        throw new IllegalStateException(
            "%s has files that are not from a lakehouse: name an empty directory".formatted(path));
      }
      FileChannel channel =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new IllegalStateException("Another lakehouse uses %s".formatted(path));
      }
      return new KeptDirectory(path, channel);
    } catch (IOException e) {
      throw new UncheckedIOException("The directory %s cannot be used".formatted(path), e);
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  Path path() {
    return path;
  }

  /** Releases the lock. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
