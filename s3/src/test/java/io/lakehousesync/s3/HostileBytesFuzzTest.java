package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.lakehousesync.s3.internal.listing.CatalogFile;
import io.lakehousesync.s3.internal.object.ObjectReader;
import io.lakehousesync.s3.metadata.SnapshotFile;
import io.lakehousesync.s3.metadata.SnapshotInfo;
import io.lakehousesync.s3.metadata.UnreadableFileException;
import io.lakehousesync.spi.MetadataLocation;
import io.lakehousesync.table.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Feeds the readers with bytes that Jazzer derives from valid files. A reader returns, or throws
 * the exception that its Javadoc names; it never throws an error. docs/how-to/build-and-test.md
 * says how to run it for longer.
 */
@Tag("slow")
class HostileBytesFuzzTest {
  private static final Instant NOW = Instant.EPOCH;

  /** The first byte chooses the reader. */
  @MethodSource("validFiles")
  @FuzzTest(maxDuration = "30s")
  void readersReturnOrRefuse(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] content = Arrays.copyOfRange(input, 1, input.length);
    try {
      read(input[0], content);
    } catch (UnreadableFileException e) {
      assertThat(e.getMessage()).contains("Nothing was changed.").hasSizeLessThan(2_000);
    }
  }

  private static void read(byte reader, byte[] content) {
    StoredFiles s3 = new StoredFiles();
    switch (reader & 3) {
      case 0 ->
          MetadataFiles.of(s3).read(new MetadataLocation(s3.put("v1.metadata.json", content)));
      case 1 -> new CatalogFile(new ObjectReader(s3), s3.put("catalog.json", content)).read();
      case 2 -> files(s3, s3.put("snap-1.avro", content));
      default -> tableName(new String(content, StandardCharsets.UTF_8));
    }
  }

  private static void files(StoredFiles s3, String list) {
    SnapshotInfo snapshot = new SnapshotInfo(1, 1, NOW, Map.of(), Optional.of(list));
    MetadataFiles files = MetadataFiles.of(s3);
    try {
      files.count(snapshot);
    } catch (UnreadableFileException e) {
      // A list does not need counts for what follows.
      assertThat(e.getMessage()).contains("Nothing was changed.");
    }
    // The same bytes are the manifest.
    List<SnapshotFile> found = files.files(snapshot);
    assertThat(found).doesNotContainNull();
  }

  private static void tableName(String text) {
    TableName name;
    try {
      name = TableName.parse(text);
    } catch (IllegalArgumentException e) {
      return;
    }
    assertThat(TableName.parse(name.toString())).isEqualTo(name);
  }

  static Stream<byte[]> validFiles() {
    return Stream.of(
        input(0, SmallMetadata.writtenOnTopOf("s3://lake/v0.metadata.json")),
        input(
            0,
            SmallMetadata.withoutLog()
                .replace("\"type\":\"int\"", "\"type\":{\"type\":\"list\",\"element\":\"int\"}")),
        input(
            1,
            """
            {"catalog-snapshot-time": "2026-11-01T00:00:00Z", "tables": [{"namespace": "public",
             "table-name": "t", "metadata-location": "s3://lake/t/v1.metadata.json"}]}"""),
        input(2, listOf("null")),
        input(2, listOf("deflate")),
        input(3, "\"Odd Schema\".\"A\"\"b\""));
  }

  /** Returns a file that is a manifest list and its own manifest. */
  private static byte[] listOf(String codec) {
    String schema =
        """
        {"type": "record", "name": "m", "fields": [
          {"name": "p", "type": "string", "field-id": 500},
          {"name": "l", "type": "long", "field-id": 501},
          {"name": "a", "type": ["null", "int"], "field-id": 504},
          {"name": "x", "type": {"type": "map", "values": {"type": "array", "items": "bytes"}}},
          {"name": "s", "type": "int", "field-id": 0},
          {"name": "d", "field-id": 2, "type": {"type": "record", "name": "f", "fields": [
            {"name": "p", "type": "string", "field-id": 100},
            {"name": "f", "type": "string", "field-id": 101},
            {"name": "r", "type": "long", "field-id": 103},
            {"name": "b", "type": "long", "field-id": 104}]}}]}""";
    byte[] record =
        AvroBytes.values()
            .text("s3://lake/snap-1.avro")
            .number(1)
            .number(1)
            .number(1)
            .number(1)
            .text("k")
            .number(1)
            .text("v")
            .number(0)
            .number(0)
            .number(1)
            .text("s3://lake/x.parquet")
            .text("PARQUET")
            .number(5)
            .number(6)
            .toBytes();
    byte[] block = codec.equals("null") ? record : AvroBytes.deflated(record, 1);
    return AvroBytes.file(schema, codec).block(1, block).toBytes();
  }

  private static byte[] input(int reader, String content) {
    return input(reader, content.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] input(int reader, byte[] content) {
    byte[] input = new byte[content.length + 1];
    input[0] = (byte) reader;
    System.arraycopy(content, 0, input, 1, content.length);
    return input;
  }
}
