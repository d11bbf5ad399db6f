package io.lakehousesync.s3.internal.metadata;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lakehousesync.s3.internal.object.MemoryBudget;
import io.lakehousesync.s3.metadata.SchemaField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A schema in a metadata file.
 *
 * @param id its id; null if format version 1 omits it
 */
record SchemaJson(@Nullable Integer id, List<SchemaField> fields) {

  /** Reads the object at the parser's position. */
  static SchemaJson read(JsonParser json, MemoryBudget budget) throws IOException {
    Integer id = null;
    List<SchemaField> fields = null;
    JsonTokens.expect(json, JsonToken.START_OBJECT, "a schema");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "schema-id" -> id = json.getIntValue();
        case "fields" -> fields = fields(json, budget);
        default -> json.skipChildren();
      }
    }
    return new SchemaJson(id, JsonTokens.required(fields, "fields"));
  }

  private static List<SchemaField> fields(JsonParser json, MemoryBudget budget) throws IOException {
    List<SchemaField> fields = new ArrayList<>();
    JsonTokens.expect(json, JsonToken.START_ARRAY, "'fields'");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      fields.add(field(json, budget));
    }
    return fields;
  }

  private static SchemaField field(JsonParser json, MemoryBudget budget) throws IOException {
    Integer id = null;
    String name = null;
    String type = null;
    Boolean required = null;
    JsonTokens.expect(json, JsonToken.START_OBJECT, "a column");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "id" -> id = json.getIntValue();
        case "name" -> name = budget.keep(JsonTokens.text(json));
        case "type" -> type = type(json, budget);
        case "required" -> required = json.getBooleanValue();
        default -> json.skipChildren();
      }
    }
    budget.add(MemoryBudget.OBJECT_BYTES);
    return new SchemaField(
        JsonTokens.required(id, "id"),
        JsonTokens.required(name, "name"),
        JsonTokens.required(type, "type"),
        JsonTokens.required(required, "required"));
  }

  private static String type(JsonParser json, MemoryBudget budget) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return budget.keep(json.getText());
    }
    String kind = null;
    String key = null;
    String value = null;
    List<SchemaField> fields = null;
    JsonTokens.expect(json, JsonToken.START_OBJECT, "a type");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "type" -> kind = JsonTokens.text(json);
        case "key" -> key = type(json, budget);
        case "element", "value" -> value = type(json, budget);
        case "fields" -> fields = fields(json, budget);
        default -> json.skipChildren();
      }
    }
    return budget.keep(nested(kind, key, value, fields));
  }

  private static String nested(
      @Nullable String kind,
      @Nullable String key,
      @Nullable String value,
      @Nullable List<SchemaField> fields)
      throws IOException {
    return switch (Objects.requireNonNullElse(kind, "")) {
      case "struct" ->
          JsonTokens.required(fields, "fields").stream()
              .map(field -> field.name() + ": " + field.type())
              .collect(Collectors.joining(", ", "struct<", ">"));
      case "list" -> "list<%s>".formatted(JsonTokens.required(value, "element"));
      case "map" ->
          "map<%s, %s>"
              .formatted(JsonTokens.required(key, "key"), JsonTokens.required(value, "value"));
      default -> throw new IOException("'%s' is not a type of Iceberg".formatted(kind));
    };
  }
}
