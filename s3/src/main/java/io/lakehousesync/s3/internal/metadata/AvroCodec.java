package io.lakehousesync.s3.internal.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lakehousesync.s3.internal.object.ReadLimits;
import io.lakehousesync.s3.internal.object.UnreadableFiles;
import io.lakehousesync.s3.metadata.UnreadableFileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Decompresses the blocks of an Avro file. Iceberg's writers use {@code deflate}, which Iceberg
 * calls gzip, or {@code null}. The other codecs are Avro's; they need libraries that this module
 * does not bring.
 */
final class AvroCodec {
  private static final int LIMIT = ReadLimits.AVRO_BLOCK_BYTES;

  private final String uri;
  private final String name;

  AvroCodec(String uri, String name) {
    this.uri = uri;
    this.name = name;
  }

  byte[] decompress(byte[] block) throws IOException {
    return switch (name) {
      case "null" -> block;
      case "deflate" -> inflate(block);
      default -> other(block);
    };
  }

  private byte[] inflate(byte[] block) throws IOException {
    Inflater inflater = new Inflater(true);
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(block), inflater)) {
      return limited(in.readNBytes(LIMIT + 1));
    } finally {
      inflater.end();
    }
  }

  /** Passes the block to Avro as a file with one block. Avro's own limits hold, too. */
  private byte[] other(byte[] block) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(file, null);
    out.writeFixed(AvroBlocks.MAGIC);
    out.writeMapStart();
    out.setItemCount(2);
    out.startItem();
    out.writeString(AvroBlocks.SCHEMA);
    out.writeBytes("\"bytes\"".getBytes(UTF_8));
    out.startItem();
    out.writeString(AvroBlocks.CODEC);
    out.writeBytes(name.getBytes(UTF_8));
    out.writeMapEnd();
    out.writeFixed(new byte[AvroBlocks.MARKER_BYTES]);
    out.writeLong(1);
    out.writeBytes(block);
    out.writeFixed(new byte[AvroBlocks.MARKER_BYTES]);
    try (DataFileStream<Object> stream =
        new DataFileStream<>(
            new ByteArrayInputStream(file.toByteArray()), new GenericDatumReader<>())) {
      ByteBuffer content = stream.nextBlock();
      return limited(
          Arrays.copyOfRange(
              content.array(),
              content.arrayOffset() + content.position(),
              content.arrayOffset() + content.limit()));
    } catch (NoClassDefFoundError e) {
      throw notAvailable(e);
    } catch (AvroRuntimeException e) {
      if (e.getMessage() != null && e.getMessage().startsWith("Unrecognized codec")) {
        throw notAvailable(e);
      }
      throw e;
    }
  }

  private UnreadableFileException notAvailable(Throwable e) {
    return UnreadableFiles.unsupported(
        uri,
        "the library that its Avro codec '%s' needs is not on the class path".formatted(name),
        e);
  }

  private byte[] limited(byte[] content) {
    if (content.length > LIMIT) {
      throw UnreadableFiles.overLimit(
          uri, "a block of more than %,d bytes after decompression".formatted(LIMIT));
    }
    return content;
  }
}
