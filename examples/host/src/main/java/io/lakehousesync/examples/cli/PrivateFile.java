package io.lakehousesync.examples.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only their owner can read, because they contain passwords. */
public final class PrivateFile {
  private static final FileAttribute<?>[] OWNER_ONLY =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
          }
          : new FileAttribute<?>[0];

  private PrivateFile() {}

  /**
   * Creates a file with permissions 0600. Where the file system has no such permissions, the file
   * gets those of its directory.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the file exists
   */
  public static void create(Path file, String content) throws IOException {
    Files.createFile(file, OWNER_ONLY);
    Files.writeString(file, content);
  }
}
