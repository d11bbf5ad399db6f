package io.lakehousesync.s3.internal.metadata;

import io.lakehousesync.s3.internal.object.UnreadableFiles;
import io.lakehousesync.s3.metadata.UnreadableFileException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of an Avro file one by one. It reads only the requested fields of each record,
 * and finds them by Iceberg's field ids.
 *
 * <p>Avro treats a file that ends inside a block as complete. If a manifest was cut off, live files
 * would then be reported as orphans. So this class checks that the file ends with the marker from
 * its header, because each complete block ends with this marker.
 */
final class AvroRecords {
  private static final byte[] MAGIC = {'O', 'b', 'j', 1};
  private static final int MARKER_BYTES = 16;
  private static final int MAX_HEADER_BYTES = 16 << 20;
  private static final String FIELD_ID = "field-id";

  private AvroRecords() {}

  /** Receives a record. The record is valid until the next call. */
  interface Rows {
    void next(GenericRecord row) throws IOException;
  }

  static void read(String uri, InputStream in, Set<Integer> fieldIds, Rows rows)
      throws IOException {
    Tail tail = new Tail(in);
    BufferedInputStream buffered = new BufferedInputStream(tail, 1 << 16);
    try {
      byte[] marker = marker(buffered);
      GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>();
      DataFileStream<GenericRecord> records = new DataFileStream<>(buffered, reader);
      reader.setExpected(project(records.getSchema(), fieldIds));
      GenericRecord row = null;
      while (records.hasNext()) {
        row = records.next(row);
        rows.next(row);
      }
      if (!Arrays.equals(tail.last, marker)) {
        throw new IOException("its end is missing");
      }
    } catch (NoClassDefFoundError e) {
      throw UnreadableFiles.unsupported(
          uri, "the library that its Avro codec needs is not on the class path", e);
    } catch (UnreadableFileException e) {
      throw e;
    } catch (RuntimeException e) {
      // Avro throws exceptions of all kinds for bad bytes.
      throw new IOException("not readable as Avro (%s)".formatted(e), e);
    }
  }

  /** Reads the marker from the header, and resets the stream to its start. */
  private static byte[] marker(BufferedInputStream in) throws IOException {
    in.mark(MAX_HEADER_BYTES);
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new IOException("it is not an Avro file");
    }
    BinaryDecoder header = DecoderFactory.get().directBinaryDecoder(in, null);
    for (long entries = header.readMapStart(); entries > 0; entries = header.mapNext()) {
      for (long i = 0; i < entries; i++) {
        header.skipString();
        header.skipBytes();
      }
    }
    byte[] marker = new byte[MARKER_BYTES];
    header.readFixed(marker);
    in.reset();
    return marker;
  }

  private static Schema project(Schema record, Set<Integer> fieldIds) {
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : record.getFields()) {
      if (field.getObjectProp(FIELD_ID) instanceof Number id && fieldIds.contains(id.intValue())) {
        Schema schema = field.schema();
        fields.add(
            new Schema.Field(
                field,
                schema.getType() == Schema.Type.RECORD ? project(schema, fieldIds) : schema));
      }
    }
    return Schema.createRecord(
        record.getName(), record.getDoc(), record.getNamespace(), false, fields);
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
      if (field.getObjectProp(FIELD_ID) instanceof Number id && id.intValue() == fieldId) {
        return row.get(field.pos());
      }
    }
    return null;
  }

  /** Remembers the last bytes that were read. */
  private static final class Tail extends InputStream {
    private final InputStream in;
    private byte[] last = new byte[0];

    Tail(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = in.read(buffer, offset, length);
      if (count > 0) {
        int kept = Math.min(last.length, Math.max(MARKER_BYTES - count, 0));
        int added = Math.min(count, MARKER_BYTES);
        byte[] next = Arrays.copyOfRange(last, last.length - kept, last.length + added);
        System.arraycopy(buffer, offset + count - added, next, kept, added);
        last = next;
      }
      return count;
    }
  }
}
