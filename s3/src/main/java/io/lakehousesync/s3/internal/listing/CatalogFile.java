package io.lakehousesync.s3.internal.listing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lakehousesync.s3.internal.metadata.Json;
import io.lakehousesync.s3.internal.metadata.JsonTokens;
import io.lakehousesync.s3.internal.object.LimitedStream;
import io.lakehousesync.s3.internal.object.MemoryBudget;
import io.lakehousesync.s3.internal.object.ObjectReader;
import io.lakehousesync.s3.internal.object.ReadLimits;
import io.lakehousesync.s3.internal.object.UnreadableFiles;
import io.lakehousesync.s3.metadata.UnreadableFileException;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code catalog.json} that pg_lake writes for its tables with {@code catalog='object_store'}.
 * The file contains the metadata locations of these tables that were committed at one point in
 * time. pg_lake writes the file one or two seconds after a commit. If there is no commit, pg_lake
 * writes it once a minute ({@code pg_lake_iceberg.object_store_catalog_max_age}). Thread-safe.
 *
 * <p>Source of the format: pg_lake's source, object_store_catalog.c. Older versions of pg_lake do
 * not write the time.
 */
public final class CatalogFile {
  private static final ReadLimits LIMITS =
      new ReadLimits(ReadLimits.CATALOG_BYTES, ReadLimits.MEMORY_BYTES);
  private static final Set<String> FIELDS = Set.of("namespace", "table-name", "metadata-location");

  private final ObjectReader objects;
  private final String uri;

  public CatalogFile(ObjectReader objects, String uri) {
    this.objects = objects;
    this.uri = uri;
  }

  /**
   * Reads the file with one request.
   *
   * @throws UnreadableFileException if the file cannot be read
   */
  public CatalogEntries read() {
    return objects.read(
        uri,
        body -> {
          try {
            return entries(new LimitedStream(body, uri, LIMITS.fileBytes()));
          } catch (IOException e) {
            if (body.failure() != null) {
              throw e;
            }
            throw UnreadableFiles.notACatalog(uri, e);
          }
        });
  }

  private CatalogEntries entries(InputStream in) throws IOException {
    return Json.read(uri, in, this::entries);
  }

  private CatalogEntries entries(JsonParser json) throws IOException {
    Instant takenAt = null;
    Map<TableName, MetadataLocation> tables = null;
    json.nextToken();
    JsonTokens.expect(json, JsonToken.START_OBJECT, "its content");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "catalog-snapshot-time" -> takenAt = instant(JsonTokens.text(json));
        case "tables" -> tables = tables(json);
        default -> json.skipChildren();
      }
    }
    return new CatalogEntries(takenAt, JsonTokens.required(tables, "tables"));
  }

  private Map<TableName, MetadataLocation> tables(JsonParser json) throws IOException {
    MemoryBudget budget = new MemoryBudget(uri, LIMITS);
    Map<TableName, MetadataLocation> tables = new HashMap<>();
    JsonTokens.expect(json, JsonToken.START_ARRAY, "'tables'");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Map<String, String> table = JsonTokens.strings(json, FIELDS);
      TableName name =
          name(
              budget.keep(JsonTokens.required(table.get("namespace"), "namespace")),
              budget.keep(JsonTokens.required(table.get("table-name"), "table-name")));
      String location =
          budget.keep(JsonTokens.required(table.get("metadata-location"), "metadata-location"));
      // The name, the location, and their place in the map.
      budget.add(2 * MemoryBudget.OBJECT_BYTES);
      if (tables.put(name, location(location)) != null) {
        throw new IOException("it names %s.%s twice".formatted(name.schema(), name.name()));
      }
    }
    return tables;
  }

  private static TableName name(String namespace, String name) throws IOException {
    try {
      return new TableName(namespace, name);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
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
