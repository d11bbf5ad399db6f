package io.lakehousesync.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehousesync.s3.metadata.FileCounts;
import io.lakehousesync.s3.metadata.SnapshotInfo;
import io.lakehousesync.s3.metadata.UnreadableFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestCodecTest {
  private static final Schema MANIFEST =
      SchemaBuilder.record("m")
          .fields()
          .name("path")
          .prop("field-id", 500)
          .type()
          .stringType()
          .noDefault()
          .name("length")
          .prop("field-id", 501)
          .type()
          .longType()
          .noDefault()
          .name("added")
          .prop("field-id", 504)
          .type()
          .intType()
          .noDefault()
          .name("existing")
          .prop("field-id", 505)
          .type()
          .intType()
          .noDefault()
          .endRecord();

  private final StoredFiles s3 = new StoredFiles();

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "snappy", "zstandard"})
  void readsTheCodecsOnTheClassPath(String codec) throws IOException {
    String list = s3.put("snap-1.avro", list(codec, 10_000));

    assertThat(MetadataFiles.of(s3).count(snapshot(list)))
        .isEqualTo(new FileCounts(10_000, 30_000, 0));
  }

  @Test
  void refusesACodecThatItDoesNotHave() {
    String list =
        s3.put(
            "snap-1.avro",
            AvroBytes.file(MANIFEST.toString(), "lzo").block(1, new byte[1]).toBytes());

    assertThatThrownBy(() -> MetadataFiles.of(s3).count(snapshot(list)))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessageContaining("its Avro codec 'lzo' needs is not on the class path");
  }

  @Test
  void limitsMemoryAndSize() throws IOException {
    String list = s3.put("snap-1.avro", list("deflate", 10_000));
    MetadataFiles files = MetadataFiles.of(s3);

    assertThatThrownBy(() -> files.withMemoryLimit(1_000_000).count(snapshot(list)))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessageContaining("limit of 1,000,000 bytes of memory");
    assertThatThrownBy(() -> files.withSizeLimit(100_000).count(snapshot(list)))
        .isInstanceOf(UnreadableFileException.class)
        .hasMessageContaining("limit of 100,000 bytes");
    assertThat(files.withMemoryLimit(3_000_000).withSizeLimit(300_000).count(snapshot(list)))
        .isEqualTo(new FileCounts(10_000, 30_000, 0));
    assertThatThrownBy(() -> files.withMemoryLimit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("memory limit of 0 bytes");
  }

  private static SnapshotInfo snapshot(String list) {
    return new SnapshotInfo(1, 1, Instant.EPOCH, Map.of(), Optional.of(list));
  }

  private static byte[] list(String codec, int manifests) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(MANIFEST))) {
      writer.setCodec(CodecFactory.fromString(codec)).create(MANIFEST, bytes);
      GenericData.Record manifest =
          new GenericRecordBuilder(MANIFEST)
              .set("path", "s3://lake/m.avro")
              .set("length", 1L)
              .set("added", 2)
              .set("existing", 1)
              .build();
      for (int i = 0; i < manifests; i++) {
        writer.append(manifest);
      }
    }
    return bytes.toByteArray();
  }
}
