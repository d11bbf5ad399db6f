package io.lakehousesync.testkit.pglake.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionSpec;

/**
 * The changes that one statement made to a table. PostgreSQL keeps these changes until COMMIT.
 *
 * @param create whether the statement created the table
 * @param truncate whether the statement first emptied the table
 * @param added data files that the statement wrote
 * @param removed paths of data files that are no longer part of the table
 * @param deletes position delete files that the statement wrote
 */
record TableChange(
    boolean create,
    boolean truncate,
    List<DataFile> added,
    List<String> removed,
    List<DeleteFile> deletes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static TableChange of(List<DataFile> added, List<String> removed, List<DeleteFile> deletes) {
    return new TableChange(false, false, added, removed, deletes);
  }

  /** Returns this change with one more data file. */
  TableChange plus(DataFile file) {
    List<DataFile> all = new ArrayList<>(added);
    all.add(file);
    return new TableChange(create, truncate, all, removed, deletes);
  }

  static TableChange from(JsonNode json) {
    List<DataFile> added = new ArrayList<>();
    json.path("added").forEach(file -> added.add((DataFile) contentFile(file)));
    List<String> removed = new ArrayList<>();
    json.path("removed").forEach(path -> removed.add(path.asText()));
    List<DeleteFile> deletes = new ArrayList<>();
    json.path("deletes").forEach(file -> deletes.add((DeleteFile) contentFile(file)));
    return new TableChange(
        json.path("create").asBoolean(),
        json.path("truncate").asBoolean(),
        added,
        removed,
        deletes);
  }

  ObjectNode toJson() {
    ObjectNode json = JSON.createObjectNode();
    addFiles(json, "added", added);
    removed.forEach(json.putArray("removed")::add);
    addFiles(json, "deletes", deletes);
    return json;
  }

  private static ContentFile<?> contentFile(JsonNode json) {
    return ContentFileParser.fromJson(json, PartitionSpec.unpartitioned());
  }

  private static void addFiles(
      ObjectNode json, String name, Collection<? extends ContentFile<?>> files) {
    var array = json.putArray(name);
    for (ContentFile<?> file : files) {
      try {
        array.add(JSON.readTree(ContentFileParser.toJson(file, PartitionSpec.unpartitioned())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
