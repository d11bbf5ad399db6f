package io.lakehousesync.testkit.pglake.internal.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** The superuser's password of a server whose data is kept. */
final class KeptPassword {
  private KeptPassword() {}

  /** Returns the password in the file. If there is no file, creates one for its owner only. */
  static String readOrCreate(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file, ownerOnly(file));
      Files.writeString(file, UUID.randomUUID().toString(), StandardCharsets.US_ASCII);
    }
    return Files.readString(file, StandardCharsets.US_ASCII);
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
