package io.lakehousesync.examples.duckdb;

import io.lakehousesync.config.ComponentContext;
import io.lakehousesync.config.Key;
import io.lakehousesync.config.RefresherProvider;
import io.lakehousesync.config.Settings;
import io.lakehousesync.s3.S3Configuration;
import io.lakehousesync.spi.CatalogRefresher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Provides the {@link DuckDbRefresher} for {@code refresher=duckdb}. */
public final class DuckDbRefresherProvider implements RefresherProvider {
  private static final Key<Path> FILE =
      Key.path("duckdb.file", "the DuckDB file with the views").required();
  private static final Key<Path> CACHE =
      Key.path("duckdb.cache", "the directory of the downloaded files").required();

  /** Called by the service loader. */
  public DuckDbRefresherProvider() {}

  @Override
  public String name() {
    return "duckdb";
  }

  @Override
  public List<Key<?>> keys() {
    List<Key<?>> keys = new ArrayList<>(List.of(FILE, CACHE));
    keys.addAll(S3Configuration.keys());
    return keys;
  }

  @Override
  public List<String> problems(Settings settings) {
    return S3Configuration.problems(settings);
  }

  @Override
  public CatalogRefresher create(ComponentContext context) {
    Settings settings = context.settings();
    return new DuckDbRefresher(
        settings.get(FILE),
        settings.get(CACHE),
        context.closeAtEnd(S3Configuration.client(settings)));
  }
}
