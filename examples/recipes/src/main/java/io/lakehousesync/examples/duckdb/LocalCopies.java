package io.lakehousesync.examples.duckdb;

import io.lakehousesync.exceptions.NotAppliedException;
import io.lakehousesync.exceptions.NotAppliedException.Retry;
import io.lakehousesync.s3.metadata.SnapshotFile;
import io.lakehousesync.spi.MetadataLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Copies of S3 files in a local directory. The path of a copy consists of bucket and key. Iceberg
 * never rewrites a file, so an existing copy is valid.
 */
final class LocalCopies {
  private static final Logger LOG = LoggerFactory.getLogger(LocalCopies.class);
  private static final String SCHEME = "s3://";
  private static final String UNFINISHED = ".part";

  private final Path directory;
  private final S3Client s3;

  LocalCopies(Path directory, S3Client s3) {
    this.directory = directory.toAbsolutePath().normalize();
    this.s3 = s3;
  }

  /**
   * Returns the text that replaces {@code s3://} in the URI of a file. The result is the copy's
   * path.
   */
  String prefix() {
    return directory + "/";
  }

  /**
   * Returns the path of the copy of a file.
   *
   * @throws NotAppliedException if the file is not on S3, or its copy would be outside of the
   *     directory
   */
  Path path(String uri) {
    String copy = prefix() + uri.substring(Math.min(SCHEME.length(), uri.length()));
    Path path = Path.of(copy).normalize();
    // A key that contains '..' or '//' could be the path of another file.
    if (!uri.startsWith(SCHEME) || !path.toString().equals(copy)) {
      throw new NotAppliedException(
          Retry.POINTLESS,
          "%s cannot be downloaded: its address is not a plain s3://bucket/key. Nothing was"
                  .formatted(uri)
              + " changed.",
          null);
    }
    return path;
  }

  /**
   * Downloads missing files.
   *
   * @throws NotAppliedException if a download fails; files that were downloaded completely stay
   */
  List<Path> download(List<SnapshotFile> files) {
    List<Path> paths = new ArrayList<>();
    for (SnapshotFile file : files) {
      Path path = path(file.uri());
      paths.add(path);
      try {
        if (!Files.exists(path)) {
          download(file, path);
        }
      } catch (IOException | SdkException e) {
        throw new NotAppliedException(
            Retry.SENSIBLE,
            "%s could not be downloaded: %s. The view still shows the previous snapshot. Run again."
                .formatted(file.uri(), e.getMessage()),
            e);
      }
    }
    return paths;
  }

  /** Downloads under a temporary name, so that a file with the final name is complete. */
  private void download(SnapshotFile file, Path path) throws IOException {
    Files.createDirectories(path.getParent());
    Path unfinished = path.resolveSibling(path.getFileName() + UNFINISHED);
    Files.deleteIfExists(unfinished);
    String[] address = file.uri().substring(SCHEME.length()).split("/", 2);
    s3.getObject(request -> request.bucket(address[0]).key(address[1]), unfinished);
    if (Files.size(unfinished) != file.sizeBytes()) {
      throw new IOException(
          "it has %d bytes, but its manifest says %d"
              .formatted(Files.size(unfinished), file.sizeBytes()));
    }
    Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Removes the copies of a table's files, except for the copies in {@code now} and {@code before}.
   * If a copy cannot be removed, the next call tries again.
   */
  void keepOnly(MetadataLocation location, List<Path> now, List<Path> before) {
    Set<Path> kept = new HashSet<>(now);
    kept.addAll(before);
    String metadata = location.directory();
    Path table = path(metadata.substring(0, metadata.lastIndexOf('/')));
    try (Stream<Path> copies = Files.walk(table)) {
      for (Path copy : copies.filter(Files::isRegularFile).toList()) {
        if (!kept.contains(copy)) {
          Files.delete(copy);
        }
      }
    } catch (IOException e) {
      LOG.warn("old copies in {} were not removed: {}", table, e.toString());
    }
  }
}
