package io.lakehousesync.testkit.pglake.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.types.Types;

/**
 * Updates the schema in a table's metadata to the columns that PostgreSQL has.
 *
 * <p>pg_lake writes a column's default for older rows ("initial-default") to tables of format
 * version 2. Iceberg's Java library reads such a default in version 2 but refuses to write it, so
 * this class adds the default to the JSON.
 */
final class IcebergSchemas {
  private static final ObjectMapper JSON = new ObjectMapper();

  private IcebergSchemas() {}

  /**
   * Returns metadata with the requested columns. If {@code base} has these columns, returns {@code
   * base} itself.
   */
  static TableMetadata follow(TableMetadata base, TableRequest request) {
    if (base.schema().sameSchema(request.schema())) {
      return base;
    }
    TableMetadata changed =
        TableMetadata.buildFrom(base)
            .setCurrentSchema(withoutDefaults(request.schema()), request.lastFieldId())
            .build();
    return withDefaults(changed, request.schema());
  }

  static Schema withoutDefaults(Schema schema) {
    List<Types.NestedField> fields =
        schema.columns().stream()
            .map(
                field ->
                    Types.NestedField.from(field)
                        .withInitialDefault(null)
                        .withWriteDefault(null)
                        .build())
            .toList();
    return new Schema(fields);
  }

  private static TableMetadata withDefaults(TableMetadata metadata, Schema schema) {
    if (schema.columns().stream().allMatch(field -> field.initialDefault() == null)) {
      return metadata;
    }
    try {
      JsonNode json = JSON.readTree(TableMetadataParser.toJson(metadata));
      JsonNode fields = JSON.readTree(SchemaParser.toJson(schema)).required("fields");
      for (JsonNode known : json.required("schemas")) {
        if (known.required("schema-id").asInt() == metadata.currentSchemaId()) {
          ((ObjectNode) known).set("fields", fields);
        }
      }
      return TableMetadataParser.fromJson(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
