package io.lakehousesync.s3;

import io.lakehousesync.config.ComponentContext;
import io.lakehousesync.config.Key;
import io.lakehousesync.config.LocatorProvider;
import io.lakehousesync.config.Settings;
import io.lakehousesync.s3.internal.listing.MetadataDirectory;
import io.lakehousesync.spi.MetadataLocator;
import java.util.ArrayList;
import java.util.List;

/** Provides {@link S3ListingLocator} for {@code locator = s3-listing}. */
public final class S3ListingLocatorProvider implements LocatorProvider {
  private static final Key<String> METADATA_DIRECTORY =
      Key.of(
              "table." + Key.TABLE + ".metadata-directory",
              "a directory such as s3://bucket/path/metadata/",
              S3ListingLocatorProvider::directory,
              "the directory of the Iceberg table's metadata files")
          .required();
  private static final Key<UnconfirmedFile> UNCONFIRMED_FILE =
      Key.choice(
              "s3.unconfirmed-file",
              UnconfirmedFile.class,
              "what the locator does if it does not know whether the newest file is committed: `wait`"
                  + " or `use-newest`")
          .orElse("wait");

  /** Called by the service loader. */
  public S3ListingLocatorProvider() {}

  @Override
  public String name() {
    return "s3-listing";
  }

  @Override
  public List<Key<?>> keys() {
    List<Key<?>> keys = new ArrayList<>(S3Configuration.keys());
    keys.add(UNCONFIRMED_FILE);
    keys.add(METADATA_DIRECTORY);
    return keys;
  }

  @Override
  public List<String> problems(Settings settings) {
    return S3Configuration.problems(settings);
  }

  @Override
  public MetadataLocator create(ComponentContext context) {
    Settings settings = context.settings();
    S3ListingLocator.Builder locator =
        S3ListingLocator.builder(context.closeAtEnd(S3Configuration.client(settings)))
            .unconfirmedFile(settings.get(UNCONFIRMED_FILE));
    context
        .tables()
        .forEach(
            (name, table) ->
                locator.table(table.target(), settings.ofTable(name).get(METADATA_DIRECTORY)));
    return locator.build();
  }

  private static String directory(String text) {
    MetadataDirectory.parse(text);
    return text;
  }
}
