package io.lakehousesync.testkit.pglake.internal.rows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Decodes values from PostgreSQL's binary format to the objects of Iceberg's generic records. */
final class CopyValues {
  private CopyValues() {}

  /**
   * Decodes one value, which takes all bytes of {@code in}.
   *
   * @throws EngineException if Iceberg cannot hold the value
   */
  static Object decode(Type type, ByteBuffer in) {
    return switch (type.typeId()) {
      case BOOLEAN -> in.get() != 0;
      case INTEGER -> in.remaining() == Short.BYTES ? (int) in.getShort() : in.getInt();
      case LONG -> in.getLong();
      case FLOAT -> in.getFloat();
      case DOUBLE -> in.getDouble();
      case STRING ->
          new String(
              in.array(), in.arrayOffset() + in.position(), in.remaining(), StandardCharsets.UTF_8);
      case BINARY -> ByteBuffer.wrap(copy(in));
      case UUID -> new UUID(in.getLong(), in.getLong());
      case DATE -> CopyTimes.date(in.getInt());
      case TIME -> CopyTimes.time(in.getLong());
      case TIMESTAMP ->
          ((Types.TimestampType) type).shouldAdjustToUTC()
              ? CopyTimes.timestamptz(in.getLong())
              : CopyTimes.timestamp(in.getLong());
      case DECIMAL -> CopyNumeric.decode((Types.DecimalType) type, in);
      case LIST -> list((Types.ListType) type, in);
      case STRUCT -> struct((Types.StructType) type, in);
      default ->
          throw new IllegalArgumentException("values of type " + type + " cannot be decoded");
    };
  }

  private static byte[] copy(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return bytes;
  }

  private static List<@Nullable Object> list(Types.ListType type, ByteBuffer in) {
    int dimensions = in.getInt();
    in.getInt(); // whether there are nulls
    in.getInt(); // element type
    if (dimensions > 1) {
      throw new EngineException(
          EngineException.FEATURE_NOT_SUPPORTED,
          "multidimensional arrays are not supported in Iceberg tables");
    }
    List<@Nullable Object> elements = new ArrayList<>();
    if (dimensions == 1) {
      int size = in.getInt();
      in.getInt(); // lower bound
      for (int i = 0; i < size; i++) {
        elements.add(nested(type.elementType(), in));
      }
    }
    return elements;
  }

  private static GenericRecord struct(Types.StructType type, ByteBuffer in) {
    GenericRecord record = GenericRecord.create(type);
    if (isInterval(type, in)) {
      long microseconds = in.getLong();
      record.set(1, (long) in.getInt());
      record.set(0, (long) in.getInt());
      record.set(2, microseconds);
      return record;
    }
    int fields = in.getInt();
    for (int i = 0; i < fields; i++) {
      in.getInt(); // type
      record.set(i, nested(type.fields().get(i).type(), in));
    }
    return record;
  }

  /**
   * Returns whether a value is an interval. An interval has 16 bytes. A composite of three longs
   * has at least 28 bytes.
   */
  private static boolean isInterval(Types.StructType type, ByteBuffer in) {
    return in.remaining() == 16
        && type.fields().size() == 3
        && type.fields().get(2).name().equals("microseconds");
  }

  private static @Nullable Object nested(Type type, ByteBuffer in) {
    int length = in.getInt();
    if (length < 0) {
      return null;
    }
    ByteBuffer value = in.slice().limit(length);
    in.position(in.position() + length);
    return decode(type, value);
  }
}
