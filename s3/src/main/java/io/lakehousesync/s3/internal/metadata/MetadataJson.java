package io.lakehousesync.s3.internal.metadata;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lakehousesync.s3.internal.object.MemoryBudget;
import io.lakehousesync.s3.metadata.SchemaField;
import io.lakehousesync.s3.metadata.SnapshotInfo;
import io.lakehousesync.s3.metadata.TableMetadata;
import io.lakehousesync.spi.MetadataLocation;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One pass through a metadata file. The numbers of snapshots and schemas grow with the age of the
 * table, so this class keeps only the current snapshot and the current schema. Iceberg's writers
 * write the current ids before the lists. If a file has the ids after the lists, a second pass is
 * needed, which {@link #again} starts. Not thread-safe.
 */
final class MetadataJson {
  private static final long NO_SNAPSHOT = -1;

  private static final Set<String> METADATA_FILE = Set.of("metadata-file");
  private static final Set<String> STATISTICS_PATH = Set.of("statistics-path");

  private final String uri;
  private final MemoryBudget budget;
  private final FileReferences references;
  private @Nullable String uuid;
  private @Nullable Integer formatVersion;
  private @Nullable Long lastSequenceNumber;
  private long currentSnapshotId = NO_SNAPSHOT;
  private @Nullable Integer currentSchemaId;
  private @Nullable SnapshotInfo snapshot;
  private @Nullable List<SchemaField> schema;
  private @Nullable List<SchemaField> onlySchema;
  private int snapshots;
  private final List<String> previousFiles = new ArrayList<>();

  MetadataJson(String uri, MemoryBudget budget, FileReferences references) {
    this.uri = uri;
    this.budget = budget;
    this.references = references;
  }

  /** Returns a second pass, which knows the current snapshot and schema. */
  MetadataJson again(MemoryBudget newBudget) {
    MetadataJson next = new MetadataJson(uri, newBudget, FileReferences.NONE);
    next.currentSnapshotId = currentSnapshotId;
    next.currentSchemaId = currentSchemaId;
    return next;
  }

  /** Returns whether the current snapshot and schema were found. */
  boolean complete() {
    return (currentSnapshotId == NO_SNAPSHOT || snapshot != null)
        && (currentSchemaId == null || schema != null);
  }

  TableMetadata result(MetadataLocation location, long sizeBytes) throws IOException {
    int version = JsonTokens.required(formatVersion, "format-version");
    if (currentSnapshotId != NO_SNAPSHOT && snapshot == null) {
      throw new IOException("it lacks its current snapshot " + currentSnapshotId);
    }
    if (currentSchemaId != null && schema == null) {
      throw new IOException("it lacks its current schema " + currentSchemaId);
    }
    return new TableMetadata(
        location,
        uuid(JsonTokens.required(uuid, "table-uuid")),
        version,
        version == 1 ? 0 : JsonTokens.required(lastSequenceNumber, "last-sequence-number"),
        Optional.ofNullable(snapshot),
        snapshots,
        JsonTokens.required(schema == null ? onlySchema : schema, "current-schema-id"),
        previousFiles,
        sizeBytes);
  }

  private static UUID uuid(String value) throws IOException {
    try {
      return UUID.fromString(value);
    } catch (IllegalArgumentException e) {
      throw new IOException("its table-uuid is '%s'".formatted(value), e);
    }
  }

  void read(InputStream in) throws IOException {
    Json.read(
        uri,
        in,
        json -> {
          json.nextToken();
          JsonTokens.expect(json, JsonToken.START_OBJECT, "its content");
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            field(json, name);
          }
          if (json.nextToken() != null) {
            throw new IOException("it has more content after its end");
          }
          return this;
        });
  }

  private void field(JsonParser json, String name) throws IOException {
    switch (name) {
      case "table-uuid" -> uuid = budget.keep(JsonTokens.text(json));
      case "format-version" -> formatVersion = json.getIntValue();
      case "last-sequence-number" -> lastSequenceNumber = json.getLongValue();
      case "current-snapshot-id" ->
          currentSnapshotId =
              json.currentToken() == JsonToken.VALUE_NULL ? NO_SNAPSHOT : json.getLongValue();
      case "current-schema-id" -> currentSchemaId = json.getIntValue();
      case "schema" -> onlySchema = SchemaJson.read(json, budget).fields();
      case "schemas" -> each(json, name, () -> schema(json));
      case "snapshots" -> each(json, name, () -> snapshot(json));
      case "metadata-log" -> each(json, name, () -> previousFile(json));
      case "statistics", "partition-statistics" -> each(json, name, () -> statistics(json));
      default -> json.skipChildren();
    }
  }

  private interface Element {
    void read() throws IOException;
  }

  private static void each(JsonParser json, String name, Element element) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    JsonTokens.expect(json, JsonToken.START_ARRAY, "'%s'".formatted(name));
    while (json.nextToken() != JsonToken.END_ARRAY) {
      element.read();
    }
  }

  private void schema(JsonParser json) throws IOException {
    long before = budget.used();
    SchemaJson read = SchemaJson.read(json, budget);
    if (currentSchemaId != null && currentSchemaId.equals(read.id())) {
      schema = read.fields();
    } else {
      budget.backTo(before);
    }
  }

  private void snapshot(JsonParser json) throws IOException {
    long before = budget.used();
    Long id = null;
    long sequenceNumber = 0;
    Long committedMillis = null;
    Map<String, String> summary = Map.of();
    String manifestList = null;
    JsonTokens.expect(json, JsonToken.START_OBJECT, "a snapshot");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "snapshot-id" -> id = json.getLongValue();
        case "sequence-number" -> sequenceNumber = json.getLongValue();
        case "timestamp-ms" -> committedMillis = json.getLongValue();
        case "summary" -> summary = JsonTokens.strings(json, budget);
        case "manifest-list" -> manifestList = budget.keep(JsonTokens.text(json));
        case "manifests" -> each(json, name, () -> references.manifest(JsonTokens.text(json)));
        default -> json.skipChildren();
      }
    }
    snapshots++;
    if (manifestList != null) {
      references.manifestList(manifestList);
    }
    long snapshotId = JsonTokens.required(id, "snapshot-id");
    if (snapshotId == currentSnapshotId) {
      Instant committed =
          Instant.ofEpochMilli(JsonTokens.required(committedMillis, "timestamp-ms"));
      snapshot =
          new SnapshotInfo(
              snapshotId, sequenceNumber, committed, summary, Optional.ofNullable(manifestList));
    } else {
      budget.backTo(before);
    }
  }

  private void previousFile(JsonParser json) throws IOException {
    String file =
        JsonTokens.required(
            JsonTokens.strings(json, METADATA_FILE).get("metadata-file"), "metadata-file");
    previousFiles.add(budget.keep(file));
    references.file(file);
  }

  private void statistics(JsonParser json) throws IOException {
    references.file(
        JsonTokens.required(
            JsonTokens.strings(json, STATISTICS_PATH).get("statistics-path"), "statistics-path"));
  }
}
