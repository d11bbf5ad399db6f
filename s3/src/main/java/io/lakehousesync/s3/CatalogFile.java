package io.lakehousesync.s3;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lakehousesync.MetadataLocation;
import io.lakehousesync.TableName;
import io.lakehousesync.s3.UnreadableFileException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code catalog.json} that pg_lake writes for its tables with {@code catalog='object_store'}:
 * their committed metadata locations at one moment. It is written a second or two after a commit,
 * and once a minute without one ({@code pg_lake_iceberg.object_store_catalog_max_age}).
 * Thread-safe.
 *
 * <p>Source of the format: pg_lake's source, object_store_catalog.c. Older versions of pg_lake do
 * not write the moment.
 */
final class CatalogFile {
  private static final JsonFactory FACTORY = new JsonFactory();
  // Some 250 bytes a table.
  private static final long SIZE_LIMIT = 64L << 20;

  private final ObjectReader objects;
  private final String uri;

  CatalogFile(ObjectReader objects, String uri) {
    this.objects = objects;
    this.uri = uri;
  }

  /**
   * Reads the file, with one request.
   *
   * @throws UnreadableFileException if that fails
   */
  CatalogEntries read() {
    return objects.read(
        uri,
        body -> {
          try {
            return entries(new LimitedStream(body, uri, SIZE_LIMIT));
          } catch (IOException e) {
            if (body.failure() != null) {
              throw e;
            }
            throw new UnreadableFileException(
                Reason.CORRUPT,
                ("%s is not a catalog of pg_lake: %s. Nothing was changed. Check the address; pg_lake"
                        + " writes the file anew within a minute.")
                    .formatted(uri, e.getMessage()),
                e);
          }
        });
  }

  private static CatalogEntries entries(InputStream in) throws IOException {
    Instant takenAt = null;
    Map<TableName, MetadataLocation> tables = null;
    try (JsonParser json = FACTORY.createParser(in)) {
      json.nextToken();
      Json.expect(json, JsonToken.START_OBJECT, "its content");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "catalog-snapshot-time" -> takenAt = instant(Json.text(json));
          case "tables" -> tables = tables(json);
          default -> json.skipChildren();
        }
      }
    }
    return new CatalogEntries(takenAt, Json.required(tables, "tables"));
  }

  private static Map<TableName, MetadataLocation> tables(JsonParser json) throws IOException {
    Map<TableName, MetadataLocation> tables = new HashMap<>();
    Json.expect(json, JsonToken.START_ARRAY, "'tables'");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Map<String, String> table = Json.strings(json);
      String namespace = Json.required(table.get("namespace"), "namespace");
      String name = Json.required(table.get("table-name"), "table-name");
      String location = Json.required(table.get("metadata-location"), "metadata-location");
      if (tables.put(new TableName(namespace, name), location(location)) != null) {
        throw new IOException("it names %s.%s twice".formatted(namespace, name));
      }
    }
    return tables;
  }

  private static MetadataLocation location(String uri) throws IOException {
    try {
      return new MetadataLocation(uri);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static @Nullable Instant instant(String text) throws IOException {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IOException("its catalog-snapshot-time is '%s'".formatted(text), e);
    }
  }
}
