package io.lakehousesync.spi;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of an Iceberg metadata file. It identifies one snapshot of one table.
 *
 * @param uri the file's absolute URI, such as {@code s3://lake/…/metadata/00007-….metadata.json}
 */
public record MetadataLocation(String uri) {
  private static final String SUFFIX = ".metadata.json";
  private static final Pattern NUMBERED = Pattern.compile("v?(\\d{1,18})[-.].*");

  /**
   * Checks the form of the URI.
   *
   * @throws IllegalArgumentException if it is not the absolute URI of a metadata file
   */
  public MetadataLocation {
    if (!uri.endsWith(SUFFIX) || !isAbsolute(uri)) {
      throw new IllegalArgumentException(
          "'%s' is not the absolute URI of a *%s file".formatted(uri, SUFFIX));
    }
  }

  /** Returns the last part of the URI. */
  public String fileName() {
    return uri.substring(uri.lastIndexOf('/') + 1);
  }

  /**
   * Returns the URI of the directory, without a slash at its end. A directory holds the files of
   * one table.
   */
  public String directory() {
    return uri.substring(0, uri.lastIndexOf('/'));
  }

  /**
   * Returns the number in the file's name; empty if there is none. For example, the number is
   * {@code 7} in {@code 00007-….metadata.json} and in {@code v7.metadata.json}. With each commit of
   * a table, pg_lake increases the number by one. A file of a failed commit, or a file from before
   * a restore, can have the same number as a committed file.
   */
  public OptionalLong version() {
    Matcher numbered = NUMBERED.matcher(fileName());
    return numbered.matches()
        ? OptionalLong.of(Long.parseLong(numbered.group(1)))
        : OptionalLong.empty();
  }

  /**
   * Returns whether this is the same snapshot as the other one, or a later snapshot of the same
   * table. Compares directory and version.
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
      // Only the scheme is checked, because S3 keys can contain characters that a URI must escape.
      return scheme > 0 && new URI(uri.substring(0, scheme) + "://x").isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
