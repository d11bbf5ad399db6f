package io.lakehousesync.testkit.pglake.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.TableProperties;

/**
 * The state of a table, as the transaction that sends the request sees it.
 *
 * @param metadataLocation the current metadata file; if this transaction created the table, the
 *     file to write at COMMIT
 * @param location the table's directory
 * @param schema the current columns
 * @param lastFieldId the highest field id that was ever assigned
 * @param manifestMinCountToMerge the number of manifests at which a commit merges them
 * @param changes the changes of earlier statements of the transaction, in order
 */
record TableRequest(
    String metadataLocation,
    String location,
    Schema schema,
    int lastFieldId,
    int manifestMinCountToMerge,
    List<TableChange> changes) {

  static TableRequest from(JsonNode request) {
    List<TableChange> changes = new ArrayList<>();
    request.required("changes").forEach(change -> changes.add(TableChange.from(change)));
    return new TableRequest(
        request.required("metadata_location").asText(),
        request.required("location").asText(),
        SchemaParser.fromJson(request.required("schema").toString()),
        request.required("last_field_id").asInt(),
        request
            .path("manifest_min_count_to_merge")
            .asInt(TableProperties.MANIFEST_MIN_MERGE_COUNT_DEFAULT),
        changes);
  }

  /** Returns the metadata location before this transaction, or empty if the table did not exist. */
  Optional<String> baseLocation() {
    return isNew() ? Optional.empty() : Optional.of(metadataLocation);
  }

  boolean isNew() {
    return changes.stream().anyMatch(TableChange::create);
  }
}
