package io.lakehousesync.s3.internal.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lakehousesync.s3.internal.object.LimitedStream;
import io.lakehousesync.s3.internal.object.ReadLimits;
import io.lakehousesync.s3.internal.object.UnreadableFiles;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The header and the blocks of an Avro file. Not thread-safe.
 *
 * <p>Avro's own reader allocates a block of the size that the file claims, and its limits are those
 * of the process. It also treats a file that ends inside a block as complete. If a manifest was cut
 * off, live files would then be reported as orphans.
 *
 * <p>Source of the format: Avro's specification, "Object Container Files".
 */
final class AvroBlocks {
  static final byte[] MAGIC = {'O', 'b', 'j', 1};
  static final int MARKER_BYTES = 16;
  static final String SCHEMA = "avro.schema";
  static final String CODEC = "avro.codec";

  private final String uri;
  private final LimitedStream in;
  private final AvroCodec codec;
  private final String schema;
  private final byte[] marker;

  /** The records of a block, decompressed. The file claims their number. */
  static final class Block {
    final long records;
    final byte[] content;

    private Block(long records, byte[] content) {
      this.records = records;
      this.content = content;
    }
  }

  /** Reads the header. */
  AvroBlocks(String uri, InputStream in, ReadLimits limits) throws IOException {
    this.uri = uri;
    this.in = new LimitedStream(new BufferedInputStream(in, 1 << 16), uri, limits.fileBytes());
    if (!Arrays.equals(this.in.readNBytes(MAGIC.length), MAGIC)) {
      throw new IOException("it is not an Avro file");
    }
    Map<String, String> header = header(Set.of(SCHEMA, CODEC));
    schema = JsonTokens.required(header.get(SCHEMA), SCHEMA);
    codec = new AvroCodec(uri, header.getOrDefault(CODEC, "null"));
    marker = bytes(MARKER_BYTES);
  }

  /** Returns the schema of the records, as JSON. */
  String schema() {
    return schema;
  }

  /** Reads the next block; empty at the end of the file. */
  Optional<Block> next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    long records = number(first);
    long size = number();
    if (size > ReadLimits.AVRO_BLOCK_BYTES) {
      throw UnreadableFiles.overLimit(
          uri,
          "a block of %,d bytes exceeds %,d bytes".formatted(size, ReadLimits.AVRO_BLOCK_BYTES));
    }
    byte[] content = codec.decompress(bytes(size));
    if (!Arrays.equals(bytes(MARKER_BYTES), marker)) {
      throw new IOException("a block does not end with the marker of the header");
    }
    // No record of a manifest list or manifest is empty.
    if (records < 0 || records > content.length) {
      throw new IOException(
          "a block claims %,d records, and has %,d bytes".formatted(records, content.length));
    }
    return Optional.of(new Block(records, content));
  }

  /** Reads the values with some names, and skips the others. */
  private Map<String, String> header(Set<String> names) throws IOException {
    Map<String, String> values = new HashMap<>();
    long left = ReadLimits.AVRO_HEADER_BYTES;
    for (long entries = number(); entries != 0; entries = number()) {
      if (entries < 0) {
        // The size of the entries follows.
        number();
      }
      for (long i = Math.abs(entries); i != 0; i--) {
        long nameBytes = number();
        left = rest(left, nameBytes);
        String name = new String(bytes(nameBytes), UTF_8);
        long valueBytes = number();
        left = rest(left, valueBytes);
        if (names.contains(name)) {
          values.put(name, new String(bytes(valueBytes), UTF_8));
        } else {
          in.skipNBytes(valueBytes);
        }
      }
    }
    return values;
  }

  /** Returns how much of the header's limit is left after a name or a value. */
  private long rest(long left, long bytes) throws IOException {
    // The number itself takes at least one byte.
    long rest = left - nonNegative(bytes) - 1;
    if (rest < 0) {
      throw UnreadableFiles.overLimit(
          uri, "a header of more than %,d bytes".formatted(ReadLimits.AVRO_HEADER_BYTES));
    }
    return rest;
  }

  /** Reads a number of bytes. Takes no more memory than the bytes that arrive. */
  private byte[] bytes(long count) throws IOException {
    byte[] bytes = in.readNBytes((int) nonNegative(count));
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  private static long nonNegative(long bytes) throws IOException {
    if (bytes < 0) {
      throw new IOException("it claims a size of %,d bytes".formatted(bytes));
    }
    return bytes;
  }

  private long number() throws IOException {
    int first = in.read();
    if (first < 0) {
      throw new EOFException();
    }
    return number(first);
  }

  /** Reads a number in Avro's zig-zag encoding of variable length. */
  private long number(int first) throws IOException {
    long number = first & 0x7f;
    int next = first;
    for (int shift = 7; (next & 0x80) != 0; shift += 7) {
      next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      if (shift > 63) {
        throw new IOException("a number has more than 10 bytes");
      }
      number |= (long) (next & 0x7f) << shift;
    }
    return (number >>> 1) ^ -(number & 1);
  }
}
