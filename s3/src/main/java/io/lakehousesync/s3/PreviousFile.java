package io.lakehousesync.s3;

import io.lakehousesync.MetadataLocation;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/** Which metadata file another one was written on top of: the last entry of its metadata-log. */
final class PreviousFile {
  private final MetadataFiles files;

  PreviousFile(S3Client s3) {
    files = MetadataFiles.of(s3);
  }

  /** Empty if it is the first one. */
  Optional<MetadataLocation> of(MetadataLocation location) {
    return Optional.empty();
  }
}
