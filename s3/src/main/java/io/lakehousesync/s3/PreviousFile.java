package io.lakehousesync.s3;

import io.lakehousesync.MetadataLocation;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;

/** Which metadata file another one was written on top of: the last entry of its metadata-log. */
final class PreviousFile {
  private static final Pattern LOG =
      Pattern.compile(
          "\"metadata-log\"\\s*:\\s*\\[[^\\]]*\"metadata-file\"\\s*:\\s*\"([^\"]*)\"[^\\]]*]");

  private final S3Client s3;

  PreviousFile(S3Client s3) {
    this.s3 = s3;
  }

  /** Empty if it is the first one. */
  Optional<MetadataLocation> of(MetadataLocation location) {
    String[] parts = location.uri().replaceFirst("^s3[a-z]?://", "").split("/", 2);
    String json = s3.getObjectAsBytes(r -> r.bucket(parts[0]).key(parts[1])).asUtf8String();
    Matcher matcher = LOG.matcher(json);
    return matcher.find() ? Optional.of(new MetadataLocation(matcher.group(1))) : Optional.empty();
  }
}
