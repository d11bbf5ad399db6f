package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehousesync.s3.metadata.SnapshotFile;
import io.lakehousesync.s3.metadata.SnapshotInfo;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BrokenTransferTest {
  private static final int FILES = 5_000;
  private static final String LIST =
      """
      {"type": "record", "name": "m", "fields": [
        {"name": "p", "type": "string", "field-id": 500},
        {"name": "l", "type": "long", "field-id": 501}]}""";
  private static final String MANIFEST =
      """
      {"type": "record", "name": "e", "fields": [
        {"name": "s", "type": "int", "field-id": 0},
        {"name": "d", "field-id": 2, "type": {"type": "record", "name": "f", "fields": [
          {"name": "p", "type": "string", "field-id": 100},
          {"name": "f", "type": "string", "field-id": 101},
          {"name": "r", "type": "long", "field-id": 103},
          {"name": "b", "type": "long", "field-id": 104}]}}]}""";

  @Test
  void returnsEachFileOnceIfATransferIsRepeated() {
    StoredFiles s3 = new StoredFiles();
    // Large enough that records arrive before the transfer breaks off.
    AvroBytes manifest = AvroBytes.file(MANIFEST, "null");
    for (int i = 0; i < FILES; i++) {
      manifest.block(1, entry(i));
    }
    String uri = s3.put("m.avro", manifest.toBytes());
    byte[] row = AvroBytes.values().text(uri).number(1).toBytes();
    String list = s3.put("snap-1.avro", AvroBytes.file(LIST, "null").block(1, row).toBytes());
    s3.breakOff("m.avro", 5);

    assertThat(
            MetadataFiles.of(s3)
                .files(new SnapshotInfo(1, 1, Instant.EPOCH, Map.of(), Optional.of(list))))
        .extracting(SnapshotFile::uri)
        .doesNotHaveDuplicates()
        .hasSize(FILES);
  }

  private static byte[] entry(int file) {
    return AvroBytes.values()
        .number(1)
        .text("s3://lake/" + file)
        .text("PARQUET")
        .number(1)
        .number(1)
        .toBytes();
  }
}
