package io.lakehousesync.s3.internal.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lakehousesync.s3.internal.object.ReadLimits;
import io.lakehousesync.s3.internal.object.UnreadableFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.JsonSchemaParser;
import org.apache.avro.Schema;

/** Reads the schema of an Avro file, and refuses schemas that no Iceberg writer writes. */
final class AvroSchema {
  static final String FIELD_ID = "field-id";

  private final String uri;
  private int types;

  private AvroSchema(String uri) {
    this.uri = uri;
  }

  /** Parses a schema within the limits of {@link ReadLimits}. */
  static Schema parse(String uri, String json) throws IOException {
    byte[] utf8 = json.getBytes(UTF_8);
    if (utf8.length > ReadLimits.AVRO_SCHEMA_BYTES) {
      throw UnreadableFiles.overLimit(
          uri, "a schema of more than %,d bytes".formatted(ReadLimits.AVRO_SCHEMA_BYTES));
    }
    // Avro's parser is recursive, so the depth is checked before.
    Json.read(
        uri,
        new ByteArrayInputStream(utf8),
        tokens -> {
          while (tokens.nextToken() != null) {}
          return utf8.length;
        });
    Schema schema = JsonSchemaParser.parseInternal(json);
    new AvroSchema(uri).check(schema, 1);
    return schema;
  }

  /**
   * Checks a type, and the types in it. A record that contains itself is as deep as the limit.
   *
   * @return whether each value takes at least one byte
   */
  private boolean check(Schema schema, int depth) throws IOException {
    if (depth > ReadLimits.AVRO_SCHEMA_DEPTH) {
      throw UnreadableFiles.overLimit(
          uri,
          "a schema of more than %d levels, or with a record that contains itself"
              .formatted(ReadLimits.AVRO_SCHEMA_DEPTH));
    }
    if (++types > ReadLimits.AVRO_SCHEMA_TYPES) {
      throw UnreadableFiles.overLimit(
          uri, "a schema of more than %,d types".formatted(ReadLimits.AVRO_SCHEMA_TYPES));
    }
    switch (schema.getType()) {
      case RECORD -> {
        boolean bytes = false;
        for (Schema.Field field : schema.getFields()) {
          bytes |= check(field.schema(), depth + 1);
        }
        return bytes;
      }
      case UNION -> {
        for (Schema branch : schema.getTypes()) {
          check(branch, depth + 1);
        }
        return true;
      }
      case ARRAY -> {
        // A few bytes could claim any number of them.
        if (!check(schema.getElementType(), depth + 1)) {
          throw new IOException("its schema has an array of values without bytes");
        }
        return true;
      }
      case MAP -> {
        check(schema.getValueType(), depth + 1);
        return true;
      }
      case FIXED -> {
        return schema.getFixedSize() > 0;
      }
      default -> {
        return schema.getType() != Schema.Type.NULL;
      }
    }
  }

  /** Returns a schema with only the requested fields, by Iceberg's field ids. */
  static Schema project(Schema record, Set<Integer> fieldIds) throws IOException {
    if (record.getType() != Schema.Type.RECORD) {
      throw new IOException("its content is a " + record.getType());
    }
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : record.getFields()) {
      if (field.getObjectProp(FIELD_ID) instanceof Number id && fieldIds.contains(id.intValue())) {
        fields.add(new Schema.Field(field, requested(field.schema(), id.intValue(), fieldIds)));
      }
    }
    return Schema.createRecord(
        record.getName(), record.getDoc(), record.getNamespace(), false, fields);
  }

  /** Returns the type of a requested field. The fields of Iceberg have no other types. */
  private static Schema requested(Schema schema, int id, Set<Integer> fieldIds) throws IOException {
    switch (schema.getType()) {
      case NULL, INT, LONG, STRING -> {
        return schema;
      }
      case RECORD -> {
        return project(schema, fieldIds);
      }
      case UNION -> {
        List<Schema> branches = new ArrayList<>();
        for (Schema branch : schema.getTypes()) {
          branches.add(requested(branch, id, fieldIds));
        }
        return Schema.createUnion(branches);
      }
      default -> throw new IOException("its field %d is a %s".formatted(id, schema.getType()));
    }
  }
}
