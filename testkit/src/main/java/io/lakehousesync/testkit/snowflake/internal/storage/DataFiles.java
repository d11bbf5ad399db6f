package io.lakehousesync.testkit.snowflake.internal.storage;

import io.lakehousesync.testkit.snowflake.internal.sql.SnowflakeError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

/**
 * Local copies of data and delete files. Iceberg never changes a file, so each file is downloaded
 * once. Thread-safe.
 */
public final class DataFiles {
  private final FileIO io;
  private final Path directory;
  private final AtomicInteger count = new AtomicInteger();
  private final Map<String, Path> copies = new ConcurrentHashMap<>();

  public DataFiles(FileIO io, Path directory) {
    this.io = io;
    this.directory = directory;
  }

  /**
   * Returns the local copy of the file at {@code location}.
   *
   * @throws SnowflakeError if the file is missing or cannot be read
   */
  public Path local(String location) {
    return copies.computeIfAbsent(location, this::fetch);
  }

  private Path fetch(String location) {
    Path copy = directory.resolve("%06d.parquet".formatted(count.incrementAndGet()));
    try (InputStream in = io.newInputFile(location).newStream()) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return copy;
    } catch (NotFoundException e) {
      throw SnowflakeError.fileMissing(location);
    } catch (IOException | RuntimeException e) {
      throw SnowflakeError.fileUnreadable(location, e);
    }
  }
}
