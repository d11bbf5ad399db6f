package io.lakehousesync.s3.internal.metadata;

import io.lakehousesync.s3.internal.object.ReadLimits;
import io.lakehousesync.s3.internal.object.UnreadableFiles;
import io.lakehousesync.s3.metadata.UnreadableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of an Avro file one by one. It reads only the requested fields of each record,
 * and finds them by Iceberg's field ids. Memory depends on the size of a block, which has a limit.
 */
final class AvroRecords {
  private AvroRecords() {}

  /** Receives a record. The record is valid until the next call. */
  interface Rows {
    void next(GenericRecord row) throws IOException;
  }

  static void read(String uri, InputStream in, ReadLimits limits, Set<Integer> fieldIds, Rows rows)
      throws IOException {
    try {
      AvroBlocks blocks = new AvroBlocks(uri, in, limits);
      Schema schema = AvroSchema.parse(uri, blocks.schema());
      GenericDatumReader<GenericRecord> reader =
          new GenericDatumReader<>(schema, AvroSchema.project(schema, fieldIds));
      long bytes = 0;
      for (Optional<AvroBlocks.Block> block = blocks.next();
          block.isPresent();
          block = blocks.next()) {
        bytes += block.get().content.length;
        if (bytes > limits.fileBytes()) {
          throw UnreadableFiles.tooLarge(uri, limits.fileBytes());
        }
        read(block.get(), reader, rows);
      }
    } catch (UnreadableFileException e) {
      throw e;
    } catch (RuntimeException e) {
      // Avro throws exceptions of all kinds for bad bytes.
      throw new IOException("not readable as Avro (%s)".formatted(e), e);
    }
  }

  private static void read(
      AvroBlocks.Block block, GenericDatumReader<GenericRecord> reader, Rows rows)
      throws IOException {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(block.content, null);
    GenericRecord row = null;
    for (long i = 0; i < block.records; i++) {
      row = reader.read(row, decoder);
      rows.next(row);
    }
    if (!decoder.isEnd()) {
      throw new IOException("a block has bytes after its records");
    }
  }

  /** Returns a record inside a record. */
  static GenericRecord record(GenericRecord row, int fieldId) throws IOException {
    if (value(row, fieldId) instanceof GenericRecord record) {
      return record;
    }
    throw new IOException("a row has no record in field " + fieldId);
  }

  static String text(GenericRecord row, int fieldId) throws IOException {
    return Optional.ofNullable(value(row, fieldId))
        .map(Object::toString)
        .orElseThrow(() -> new IOException("a row has no field " + fieldId));
  }

  /** Returns the number in a field; empty if the field has no number. */
  static OptionalLong number(GenericRecord row, int fieldId) {
    return value(row, fieldId) instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  private static @Nullable Object value(GenericRecord row, int fieldId) {
    for (Schema.Field field : row.getSchema().getFields()) {
      if (field.getObjectProp(AvroSchema.FIELD_ID) instanceof Number id
          && id.intValue() == fieldId) {
        return row.get(field.pos());
      }
    }
    return null;
  }
}
