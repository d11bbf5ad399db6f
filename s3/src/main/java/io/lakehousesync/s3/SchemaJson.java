package io.lakehousesync.s3;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A schema in a metadata file.
 *
 * @param id its id; null where format version 1 leaves it out
 */
record SchemaJson(@Nullable Integer id, List<SchemaField> fields) {

  /** Reads the object at which the parser stands. */
  static SchemaJson read(JsonParser json) throws IOException {
    Integer id = null;
    List<SchemaField> fields = null;
    Json.expect(json, JsonToken.START_OBJECT, "a schema");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "schema-id" -> id = json.getIntValue();
        case "fields" -> fields = fields(json);
        default -> json.skipChildren();
      }
    }
    return new SchemaJson(id, Json.required(fields, "fields"));
  }

  private static List<SchemaField> fields(JsonParser json) throws IOException {
    List<SchemaField> fields = new ArrayList<>();
    Json.expect(json, JsonToken.START_ARRAY, "'fields'");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      fields.add(field(json));
    }
    return fields;
  }

  private static SchemaField field(JsonParser json) throws IOException {
    Integer id = null;
    String name = null;
    String type = null;
    Boolean required = null;
    Json.expect(json, JsonToken.START_OBJECT, "a column");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "id" -> id = json.getIntValue();
        case "name" -> name = Json.text(json);
        case "type" -> type = type(json);
        case "required" -> required = json.getBooleanValue();
        default -> json.skipChildren();
      }
    }
    return new SchemaField(
        Json.required(id, "id"),
        Json.required(name, "name"),
        Json.required(type, "type"),
        Json.required(required, "required"));
  }

  private static String type(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    String kind = null;
    String key = null;
    String value = null;
    List<SchemaField> fields = null;
    Json.expect(json, JsonToken.START_OBJECT, "a type");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "type" -> kind = Json.text(json);
        case "key" -> key = type(json);
        case "element", "value" -> value = type(json);
        case "fields" -> fields = fields(json);
        default -> json.skipChildren();
      }
    }
    return switch (Objects.requireNonNullElse(kind, "")) {
      case "struct" ->
          Json.required(fields, "fields").stream()
              .map(field -> field.name() + ": " + field.type())
              .collect(Collectors.joining(", ", "struct<", ">"));
      case "list" -> "list<%s>".formatted(Json.required(value, "element"));
      case "map" ->
          "map<%s, %s>".formatted(Json.required(key, "key"), Json.required(value, "value"));
      default -> throw new IOException("'%s' is not a type of Iceberg".formatted(kind));
    };
  }
}
