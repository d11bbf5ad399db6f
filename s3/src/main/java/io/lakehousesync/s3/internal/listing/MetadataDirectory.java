package io.lakehousesync.s3.internal.listing;

import io.lakehousesync.s3.internal.object.ObjectAddress;
import io.lakehousesync.spi.MetadataLocation;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directory of a table's metadata files.
 *
 * @param bucket the bucket
 * @param prefix the directory's key, with a slash at its end
 */
public record MetadataDirectory(String bucket, String prefix) {
  private static final Pattern URI = Pattern.compile("s3[a-z]?://([^/]+)/(.+)");

  /**
   * Parses the address of a directory.
   *
   * @throws IllegalArgumentException if it is not the address of a metadata directory
   */
  public static MetadataDirectory parse(String uri) {
    Matcher matcher = URI.matcher(uri);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'%s' is not s3://bucket/…/metadata/".formatted(uri));
    }
    String prefix = matcher.group(2);
    return new MetadataDirectory(matcher.group(1), prefix.endsWith("/") ? prefix : prefix + "/");
  }

  /** Returns the name of a file in this directory; empty if the file lies in another directory. */
  Optional<MetadataName> name(MetadataLocation location) {
    return ObjectAddress.find(location.uri())
        .filter(new ObjectAddress(bucket, prefix + location.fileName())::equals)
        .flatMap(address -> MetadataName.parse(location.fileName()));
  }

  MetadataLocation location(String fileName) {
    return new MetadataLocation(this + fileName);
  }

  List<MetadataLocation> locations(List<MetadataName> names) {
    return names.stream().map(name -> location(name.fileName())).toList();
  }

  @Override
  public String toString() {
    return "s3://%s/%s".formatted(bucket, prefix);
  }
}
