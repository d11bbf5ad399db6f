package io.lakehousesync.s3;

import io.lakehousesync.MetadataLocator;
import io.lakehousesync.config.ComponentContext;
import io.lakehousesync.config.Key;
import io.lakehousesync.config.LocatorProvider;
import io.lakehousesync.config.Settings;
import java.util.ArrayList;
import java.util.List;

/** {@code locator = s3-listing}: an {@link S3ListingLocator}. */
public final class S3ListingLocatorProvider implements LocatorProvider {
  private static final Key<String> METADATA_DIRECTORY =
      Key.of(
              "table." + Key.TABLE + ".metadata-directory",
              "a directory such as s3://bucket/path/metadata/",
              S3ListingLocatorProvider::directory,
              "where the Iceberg table's metadata files lie")
          .required();
  private static final Key<UnconfirmedTip> UNCONFIRMED_TIP =
      Key.choice(
              "s3.unconfirmed-tip",
              UnconfirmedTip.class,
              "what becomes of a newest file that may not be committed: `wait` or `hand-on`")
          .orElse("wait");

  /** Made by the service loader. */
  public S3ListingLocatorProvider() {}

  @Override
  public String name() {
    return "s3-listing";
  }

  @Override
  public List<Key<?>> keys() {
    List<Key<?>> keys = new ArrayList<>(S3Configuration.keys());
    keys.add(UNCONFIRMED_TIP);
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
            .unconfirmedTip(settings.get(UNCONFIRMED_TIP));
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
