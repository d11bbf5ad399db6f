package io.lakehousesync.s3;

import io.lakehousesync.s3.internal.listing.CatalogFile;
import io.lakehousesync.s3.internal.object.ObjectReader;
import io.lakehousesync.s3.metadata.SnapshotInfo;
import io.lakehousesync.spi.MetadataLocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Small files that claim, or unpack to, more than a reader can hold. */
enum HostileFile {
  BLOCK_OF_TWO_GIGABYTES("a block of 2,147,483,647 bytes") {
    @Override
    void read(StoredFiles s3) {
      count(s3, AvroBytes.file(LIST, "null").number(1).number(Integer.MAX_VALUE));
    }
  },
  BLOCK_THAT_UNPACKS_TO_ONE_GIGABYTE("a block of more than") {
    @Override
    void read(StoredFiles s3) {
      byte[] packed = AvroBytes.deflated(new byte[1 << 20], 1 << 10);
      count(s3, AvroBytes.file(LIST, "deflate").block(1, packed));
    }
  },
  BLOCK_OF_RECORDS_THAT_IT_DOES_NOT_CONTAIN("a block claims 4,611,686,018,427,387,904 records") {
    @Override
    void read(StoredFiles s3) {
      count(s3, AvroBytes.file(LIST, "null").block(1L << 62, new byte[0]));
    }
  },
  HEADER_OF_TWO_GIGABYTES("a header of more than") {
    @Override
    void read(StoredFiles s3) {
      count(
          s3,
          AvroBytes.values()
              .bytes(new byte[] {'O', 'b', 'j', 1})
              .number(1)
              .text("avro.schema")
              .number(Integer.MAX_VALUE - 8));
    }
  },
  STRING_OF_TWO_GIGABYTES("unexpected end") {
    @Override
    void read(StoredFiles s3) {
      byte[] record = AvroBytes.values().number(Integer.MAX_VALUE - 8).toBytes();
      count(s3, AvroBytes.file(LIST, "null").block(1, record));
    }
  },
  PATH_OF_ONE_GIGABYTE("its field 500 is a FIXED") {
    @Override
    void read(StoredFiles s3) {
      String type = "{\"type\": \"fixed\", \"name\": \"f\", \"size\": 1073741824}";
      count(s3, AvroBytes.file(LIST.replaceFirst("\"string\"", type), "null").block(1, ZEROS));
    }
  },
  RECORD_THAT_CONTAINS_ITSELF("32 levels") {
    @Override
    void read(StoredFiles s3) {
      count(s3, AvroBytes.file(LIST.replaceFirst("\"string\"", "\"m\""), "null").block(1, ZEROS));
    }
  },
  SKIPPED_RECORD_THAT_CONTAINS_ITSELF("32 levels") {
    @Override
    void read(StoredFiles s3) {
      String schema = withField("[\"null\", \"m\"]");
      byte[] ones = new byte[1 << 20];
      Arrays.fill(ones, (byte) 2);
      count(s3, AvroBytes.file(schema, "null").block(1, ones));
    }
  },
  SCHEMA_THAT_DOUBLES_TWENTY_FIVE_TIMES("10,000 types") {
    @Override
    void read(StoredFiles s3) {
      count(s3, AvroBytes.file(withField(doubling(25)), "null").block(1, ZEROS));
    }
  },
  SCHEMA_WITH_TEN_THOUSAND_LEVELS("nesting depth") {
    @Override
    void read(StoredFiles s3) {
      String array = "{\"type\": \"array\", \"items\": ";
      String deep = array.repeat(10_000) + "\"int\"" + "}".repeat(10_000);
      count(s3, AvroBytes.file(withField(deep), "null").block(1, ZEROS));
    }
  },
  ARRAY_OF_NOTHINGS("an array of values without bytes") {
    @Override
    void read(StoredFiles s3) {
      String schema =
          "{\"type\": \"record\", \"name\": \"m\", \"fields\": [{\"name\": \"n\", \"type\":"
              + " {\"type\": \"array\", \"items\": \"null\"}}]}";
      byte[] record = AvroBytes.values().number(1L << 62).number(0).toBytes();
      count(s3, AvroBytes.file(schema, "null").block(1, record));
    }
  },
  MANIFEST_WITH_A_URI_OF_ONE_MEGABYTE("it is not on S3") {
    @Override
    void read(StoredFiles s3) {
      byte[] record = AvroBytes.values().text("\u0002".repeat(1 << 20)).number(1).toBytes();
      String uri = s3.put("snap-1.avro", AvroBytes.file(LIST, "null").block(1, record).toBytes());
      MetadataFiles.of(s3).files(snapshot(uri));
    }
  },
  CODEC_WITH_A_NAME_OF_ONE_MEGABYTE("its Avro codec") {
    @Override
    void read(StoredFiles s3) {
      count(s3, AvroBytes.file(LIST, "x".repeat(1 << 20)).block(1, ZEROS));
    }
  },
  MANIFESTS_WITHOUT_END("of memory") {
    @Override
    void read(StoredFiles s3) {
      byte[] record = AvroBytes.values().text("s3://l/m").number(1).toBytes();
      byte[] block = AvroBytes.deflated(record, 1_000_000);
      AvroBytes list = AvroBytes.file(LIST, "deflate");
      for (int i = 0; i < 16; i++) {
        list.block(1_000_000, block);
      }
      count(s3, list);
    }
  },
  LIVE_FILES_WITHOUT_END("of memory") {
    @Override
    void read(StoredFiles s3) {
      String schema =
          """
          {"type": "record", "name": "e", "fields": [
            {"name": "s", "type": "int", "field-id": 0},
            {"name": "d", "field-id": 2, "type": {"type": "record", "name": "f", "fields": [
              {"name": "p", "type": "string", "field-id": 100}]}}]}""";
      AvroBytes manifest = AvroBytes.file(schema, "deflate");
      for (int block = 0; block < 5; block++) {
        AvroBytes records = AvroBytes.values();
        for (int i = 0; i < 200_000; i++) {
          records.number(1).text("s3://l/" + (block * 200_000 + i));
        }
        manifest.block(200_000, AvroBytes.deflated(records.toBytes(), 1));
      }
      String uri = s3.put("t/metadata/m.avro", manifest.toBytes());
      String metadata =
          SmallMetadata.withoutLog()
              .replace(
                  "\"snapshots\":[]",
                  "\"snapshots\":[{\"snapshot-id\":1,\"manifests\":[\"%s\"]}]".formatted(uri));
      MetadataLocation newest =
          new MetadataLocation(s3.put("t/metadata/v1.metadata.json", text(metadata)));
      Orphans.of(s3).report(newest, Duration.ofDays(1));
    }
  },
  PREVIOUS_FILES_WITHOUT_END("of memory") {
    @Override
    void read(StoredFiles s3) {
      metadata(s3, "\"metadata-log\": [", i -> "{\"metadata-file\": \"s3://l/" + i + "\"}", "]");
    }
  },
  SUMMARY_WITHOUT_END("of memory") {
    @Override
    void read(StoredFiles s3) {
      metadata(s3, "\"snapshots\": [{\"summary\": {", i -> "\"" + i + "\": \"\"", "}}]");
    }
  },
  COLUMNS_WITHOUT_END("of memory") {
    @Override
    void read(StoredFiles s3) {
      IntFunction<String> column =
          i -> "{\"id\": 1, \"name\": \"" + i + "\", \"type\": \"int\", \"required\": true}";
      metadata(s3, "\"schemas\": [{\"fields\": [", column, "]}]");
    }
  },
  TYPE_WITH_TEN_THOUSAND_LEVELS("nesting depth") {
    @Override
    void read(StoredFiles s3) {
      String list = "{\"type\": \"list\", \"element\": ";
      String deep = list.repeat(10_000) + "\"int\"" + "}".repeat(10_000);
      metadata(s3, "\"schemas\": [{\"fields\": [{\"type\": " + deep + "}]}]");
    }
  },
  VALUE_WITH_A_MILLION_LEVELS("nesting depth") {
    @Override
    void read(StoredFiles s3) {
      metadata(s3, "\"x\": " + "[".repeat(1_000_000));
    }
  },
  STRING_OF_SIXTEEN_MEGABYTES("String value length") {
    @Override
    void read(StoredFiles s3) {
      metadata(s3, "\"table-uuid\": \"" + "x".repeat(16 << 20) + "\"");
    }
  },
  CATALOG_WITHOUT_END("of memory") {
    @Override
    void read(StoredFiles s3) {
      IntFunction<String> table =
          i ->
              "{\"namespace\": \"n\", \"table-name\": \"%d\","
                  .concat(" \"metadata-location\": \"s3://l/.metadata.json\"}")
                  .formatted(i);
      catalog(
          s3,
          "{\"tables\": ["
              + IntStream.range(0, 250_000).mapToObj(table).collect(Collectors.joining(","))
              + "]}");
    }
  },
  CATALOG_WITH_A_TABLE_WITHOUT_NAME("a table name needs a schema and a name") {
    @Override
    void read(StoredFiles s3) {
      catalog(
          s3,
          "{\"tables\": [{\"namespace\": \"n\", \"table-name\": \"\","
              + " \"metadata-location\": \"s3://l/.metadata.json\"}]}");
    }
  },
  CATALOG_WITH_A_WORD_OF_CONTROL_CHARACTERS("is not a catalog of pg_lake") {
    @Override
    void read(StoredFiles s3) {
      catalog(s3, "b" + "\u0002".repeat(1 << 20));
    }
  },
  CATALOG_WITH_A_MILLION_LEVELS("nesting depth") {
    @Override
    void read(StoredFiles s3) {
      catalog(s3, "{\"x\": " + "[".repeat(1_000_000));
    }
  };

  /** A manifest list with path and length. */
  private static final String LIST =
      """
      {"type": "record", "name": "m", "fields": [
        {"name": "p", "type": "string", "field-id": 500},
        {"name": "l", "type": "long", "field-id": 501}]}""";

  private static final byte[] ZEROS = new byte[64];

  /** A part of the message that refuses the file. */
  final String refusal;

  HostileFile(String refusal) {
    this.refusal = refusal;
  }

  /** Stores the file, and reads it as a host does. */
  abstract void read(StoredFiles s3);

  private static void count(StoredFiles s3, AvroBytes list) {
    String uri = s3.put("snap-1.avro", list.toBytes());
    MetadataFiles.of(s3).count(snapshot(uri));
  }

  private static SnapshotInfo snapshot(String list) {
    return new SnapshotInfo(1, 1, Instant.EPOCH, Map.of(), Optional.of(list));
  }

  private static void metadata(StoredFiles s3, String fields) {
    metadata(s3, fields, i -> "", "", 1);
  }

  private static void metadata(
      StoredFiles s3, String before, IntFunction<String> element, String after) {
    metadata(s3, before, element, after, 4_000_000);
  }

  private static void metadata(
      StoredFiles s3, String before, IntFunction<String> element, String after, int count) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer out = new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8)) {
      out.write("{\"format-version\": 2, " + before);
      for (int i = 0; i < count; i++) {
        out.write((i == 0 ? "" : ",") + element.apply(i));
      }
      out.write(after + "}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    MetadataFiles.of(s3)
        .read(new MetadataLocation(s3.put("v1.metadata.json", bytes.toByteArray())));
  }

  private static void catalog(StoredFiles s3, String content) {
    new CatalogFile(new ObjectReader(s3), s3.put("catalog.json", text(content))).read();
  }

  private static String withField(String type) {
    return LIST.replace("]}", ", {\"name\": \"x\", \"type\": " + type + "}]}");
  }

  /** A record with two fields of a record with two fields, and so on. */
  private static String doubling(int levels) {
    String type = "\"int\"";
    for (int i = 0; i < levels; i++) {
      type =
          "{\"type\": \"record\", \"name\": \"d%d\", \"fields\": [{\"name\": \"a\", \"type\": %s}, {\"name\": \"b\", \"type\": %s}]}"
              .formatted(i, type, i == 0 ? type : "\"d" + (i - 1) + "\"");
    }
    return type;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
