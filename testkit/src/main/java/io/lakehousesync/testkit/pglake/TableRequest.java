package io.lakehousesync.testkit.pglake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.TableProperties;

/**
 * A table as the asking transaction sees it.
 *
 * @param metadataLocation the metadata file in force; of a table that this transaction created, the
 *     one to write at COMMIT
 * @param location the table's directory
 * @param schema the columns as they are now
 * @param lastFieldId the highest field id that was ever given
 * @param manifestMinCountToMerge from how many manifests on a commit merges them
 * @param changes what earlier statements of the transaction did, in order
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

  /** Where the table's state before this transaction is, or empty if it did not exist. */
  Optional<String> baseLocation() {
    return isNew() ? Optional.empty() : Optional.of(metadataLocation);
  }

  boolean isNew() {
    return changes.stream().anyMatch(TableChange::create);
  }
}
