package io.lakehousesync.testkit.pglake.internal.rows;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows from a file in PostgreSQL's binary COPY format. The file has the columns of an Iceberg
 * schema, in the same order.
 */
public final class CopyFile implements AutoCloseable {
  private static final int SIGNATURE_BYTES = 11;
  private static final int BUFFER_BYTES = 1 << 18;

  private final DataInputStream in;
  private final List<Types.NestedField> fields;
  private final Schema schema;
  private byte[] scratch = new byte[256];

  public CopyFile(Path file, Schema schema) throws IOException {
    this.in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
    this.schema = schema;
    this.fields = schema.columns();
    in.skipNBytes(SIGNATURE_BYTES + Integer.BYTES);
    in.skipNBytes(in.readInt());
  }

  GenericRecord newRecord() {
    return GenericRecord.create(schema);
  }

  /** Reads the next row into {@code record}. Returns false after the last row. */
  public boolean next(GenericRecord record) {
    try {
      int columns = in.readShort();
      if (columns < 0) {
        return false;
      }
      for (int i = 0; i < columns; i++) {
        record.set(i, value(fields.get(i)));
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Object value(Types.NestedField field) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    if (length > scratch.length) {
      scratch = new byte[Integer.highestOneBit(length) * 2];
    }
    if (in.readNBytes(scratch, 0, length) < length) {
      throw new EOFException("the file ends inside column " + field.name());
    }
    return CopyValues.decode(field.type(), ByteBuffer.wrap(scratch, 0, length));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
