package io.lakehousesync;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * The address of an Iceberg metadata file, which stands for one snapshot of one table.
 *
 * @param uri the file's absolute URI, such as {@code s3://lake/…/metadata/00007-….metadata.json}
 */
public record MetadataLocation(String uri) {
  private static final String SUFFIX = ".metadata.json";

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
