package io.lakehousesync;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of an Iceberg metadata file, which stands for one snapshot of one table.
 *
 * @param uri the file's absolute URI, such as {@code s3://lake/…/metadata/00007-….metadata.json}
 */
public record MetadataLocation(String uri) {
  private static final String SUFFIX = ".metadata.json";
  private static final Pattern NUMBERED = Pattern.compile("v?(\\d{1,18})[-.].*");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if it is not an absolute URI of a metadata file
   */
  public MetadataLocation {
    if (!uri.endsWith(SUFFIX) || !isAbsolute(uri)) {
      throw new IllegalArgumentException(
          "'%s' is not the absolute URI of a *%s file".formatted(uri, SUFFIX));
    }
  }

  /** The last part of the URI. */
  public String fileName() {
    return uri.substring(uri.lastIndexOf('/') + 1);
  }

  /** What stands before the file's name, without the slash: one directory holds one table. */
  public String directory() {
    return uri.substring(0, uri.lastIndexOf('/'));
  }

  /**
   * The number in the file's name, {@code 7} in {@code 00007-….metadata.json} and in {@code
   * v7.metadata.json}; empty if there is none. pg_lake raises it by one with each commit of a
   * table. A snapshot that never was committed, or another history after a restore, may carry the
   * same number.
   */
  public OptionalLong version() {
    Matcher numbered = NUMBERED.matcher(fileName());
    return numbered.matches()
        ? OptionalLong.of(Long.parseLong(numbered.group(1)))
        : OptionalLong.empty();
  }

  /**
   * Whether this is the other snapshot or a later one of the same table, going by directory and
   * version.
   */
  public boolean includes(MetadataLocation other) {
    return equals(other)
        || (directory().equals(other.directory())
            && version().isPresent()
            && other.version().isPresent()
            && version().getAsLong() > other.version().getAsLong());
  }

  @Override
  public String toString() {
    return uri;
  }

  private static boolean isAbsolute(String uri) {
    int scheme = uri.indexOf("://");
    try {
      // Keys may hold characters that a URI would escape: only what stands before them is checked.
      return scheme > 0 && new URI(uri.substring(0, scheme) + "://x").isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
