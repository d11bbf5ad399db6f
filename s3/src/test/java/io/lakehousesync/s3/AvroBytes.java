package io.lakehousesync.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Writes Avro files byte by byte, so that they can claim what they do not contain. */
final class AvroBytes {
  private static final byte[] MARKER = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private AvroBytes() {}

  /** Begins a file. */
  static AvroBytes file(String schema, String codec) {
    return new AvroBytes()
        .bytes(new byte[] {'O', 'b', 'j', 1})
        .number(2)
        .text("avro.codec")
        .text(codec)
        .text("avro.schema")
        .text(schema)
        .number(0)
        .bytes(MARKER);
  }

  /** Begins values without a header. */
  static AvroBytes values() {
    return new AvroBytes();
  }

  /** Adds a block, which is stored as it is given. */
  AvroBytes block(long records, byte[] content) {
    return number(records).number(content.length).bytes(content).bytes(MARKER);
  }

  AvroBytes number(long value) {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  AvroBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return number(utf8.length).bytes(utf8);
  }

  AvroBytes bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  /** Returns a number of equal pieces, compressed as Avro's codec {@code deflate} does it. */
  static byte[] deflated(byte[] piece, int count) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater =
        new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED, true))) {
      for (int i = 0; i < count; i++) {
        deflater.write(piece);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
