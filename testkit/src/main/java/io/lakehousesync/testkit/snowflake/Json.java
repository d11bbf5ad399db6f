package io.lakehousesync.testkit.snowflake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;

/** Reads and writes JSON. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static JsonNode read(InputStream in) throws IOException {
    return MAPPER.readTree(in);
  }

  static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String icebergTableInformation(String metadataLocation) {
    return object().put("metadataLocation", metadataLocation).put("status", "success").toString();
  }

  /**
   * The object that SYSTEM$AUTO_REFRESH_STATUS returns. Times are ISO 8601 and the metadata file is
   * a whole location here.
   */
  static String autoRefreshStatus(IcebergTable table, AutoRefresh auto, int pending) {
    ServedSnapshot served = table.served();
    Snapshot snapshot = served.metadata().currentSnapshot();
    ObjectNode status =
        object()
            .put("executionState", auto.state().name())
            .put("invalidExecutionStateReason", auto.reason())
            .put("pendingSnapshotCount", pending)
            .put("currentMetadataFile", served.metadataLocation())
            .put("currentSchemaId", served.metadata().currentSchemaId())
            .put("lastUpdatedTime", auto.lastPoll().toString());
    if (snapshot != null) {
      status
          .put("currentSnapshotId", Long.toString(snapshot.snapshotId()))
          .put("currentSnapshotSummary", of(snapshot.summary()))
          .put("lastSnapshotTime", Instant.ofEpochMilli(snapshot.timestampMillis()).toString());
    }
    return status.toString();
  }

  /** Of what SYSTEM$GET_CATALOG_LINKED_DATABASE_CONFIG returns, what the stand-in knows. */
  static String linkedDatabase(Database.Link link) {
    ObjectNode config = object().put("catalog_integration", link.integration());
    ArrayNode namespaces = config.putArray("allowed_namespaces");
    link.allowedNamespaces().forEach(namespaces::add);
    return config.toString();
  }

  /** An array of names. */
  static String of(List<TableName> names) {
    ArrayNode array = MAPPER.createArrayNode();
    names.forEach(name -> array.add(name.toString()));
    return array.toString();
  }

  static String networkRules(List<String> names) {
    ArrayNode rules = MAPPER.createArrayNode();
    names.forEach(name -> rules.addObject().put("fullyQualifiedRuleName", name));
    return rules.toString();
  }

  static String of(Map<String, String> map) {
    ObjectNode object = object();
    new TreeMap<>(map).forEach(object::put);
    return object.toString();
  }
}
