package io.lakehousesync.s3.internal.listing;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a metadata file and its version: {@code 00007-….metadata.json} as pg_lake and
 * catalogs write it, {@code v7.metadata.json} as Hadoop tables do. Both forms may contain {@code
 * .gz}.
 *
 * @param fileName the name
 * @param version the number in the name, which can have more or fewer than five digits
 */
record MetadataName(String fileName, long version) {
  private static final Pattern NAME =
      Pattern.compile("(?:(\\d{1,18})-.+|v(\\d{1,18}))(?:\\.gz)?\\.metadata\\.json");

  static Optional<MetadataName> parse(String fileName) {
    Matcher matcher = NAME.matcher(fileName);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String digits = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    return Optional.of(new MetadataName(fileName, Long.parseLong(digits)));
  }

  boolean isHadoop() {
    return fileName.startsWith("v");
  }
}
